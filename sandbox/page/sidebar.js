/** The list of places: App Home, channels and direct messages, with unread marks. */

import { directory } from "./directory.js";
import { fill, h } from "./dom.js";

const byName = (a, b) =>
  (directory.channelName(a.id) ?? "").localeCompare(directory.channelName(b.id) ?? "", undefined, {
    numeric: true,
  });

function unreadMark(unread) {
  if (!unread) return null;
  const count = typeof unread === "number" ? unread : null;
  return h(
    "span",
    { class: "unread", "aria-label": count ? `${count} unread` : "unread" },
    count ? String(Math.min(count, 99)) : "•",
  );
}

function sign(channel) {
  if (channel.kind === "im") return directory.person(channel.with_user)?.is_bot ? "🤖" : "●";
  return channel.is_private ? "🔒" : "#";
}

function row(channel, open, current) {
  const name = directory.channelName(channel.id) ?? channel.name ?? channel.id;
  const away = channel.is_member === false && channel.kind !== "im";
  return h(
    "li",
    {},
    h(
      "button",
      {
        type: "button",
        class: ["place", channel.unread && "has-unread", away && "away"].filter(Boolean).join(" "),
        "data-channel-id": channel.id,
        "data-do": `open-${channel.id}`,
        "aria-current": current ? "page" : null,
        title: away ? `${name} (not a member)` : name,
        on: { click: () => open(channel.id) },
      },
      h("span", { class: "place-sign", "aria-hidden": "true" }, sign(channel)),
      h("span", { class: "place-name", dir: "auto" }, name),
      channel.is_private && channel.kind !== "im" && h("span", { class: "sr-only" }, " (private)"),
      unreadMark(channel.unread),
    ),
  );
}

function group(label, channels, open, current) {
  if (channels.length === 0) return null;
  return [
    h("h2", {}, label),
    h(
      "ul",
      { class: "bare" },
      channels.map((channel) => row(channel, open, channel.id === current)),
    ),
  ];
}

/** Draw the sidebar; `current` is a channel id or "home". */
export function showSidebar(root, current, open) {
  const channels = directory.channels().sort(byName);
  const rooms = channels.filter((channel) => channel.kind !== "im" && !channel.is_archived);
  const archived = channels.filter((channel) => channel.kind !== "im" && channel.is_archived);
  const wasOpen = root.querySelector("details")?.open || archived.some((channel) => channel.id === current);
  const focused = root.contains(document.activeElement) ? document.activeElement.dataset.do : null;
  const scrolled = root.scrollTop;
  fill(
    root,
    h("h2", {}, "Apps"),
    h(
      "ul",
      { class: "bare" },
      h(
        "li",
        {},
        h(
          "button",
          {
            type: "button",
            class: "place",
            "data-do": "home",
            "aria-current": current === "home" ? "page" : null,
            on: { click: () => open("home") },
          },
          h("span", { class: "place-sign", "aria-hidden": "true" }, "⌂"),
          h("span", { class: "place-name" }, `${directory.appName} Home`),
        ),
      ),
    ),
    group("Channels", rooms, open, current),
    group(
      "Direct messages",
      channels.filter((channel) => channel.kind === "im"),
      open,
      current,
    ),
    archived.length > 0 &&
      h(
        "details",
        { open: wasOpen },
        h("summary", {}, `Archived (${archived.length})`),
        h(
          "ul",
          { class: "bare" },
          archived.map((channel) => row(channel, open, channel.id === current)),
        ),
      ),
  );
  root.scrollTop = scrolled;
  if (focused) root.querySelector(`[data-do="${CSS.escape(focused)}"]`)?.focus();
}
