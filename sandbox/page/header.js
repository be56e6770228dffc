/** The head of a channel: name, topic, members, pins and bookmarks. */

import { directory } from "./directory.js";
import { append, fill, h, link } from "./dom.js";
import { emoji } from "./emoji.js";
import { openMenu } from "./menu.js";
import { decode, mrkdwn } from "./mrkdwn.js";
import { clock, fromTs } from "./times.js";
import { tried } from "./toast.js";
import { toTyped } from "./wire.js";

const EXCERPT = 160;

const topicOf = (channel) => (typeof channel.topic === "string" ? channel.topic : channel.topic?.value) ?? "";

/** What a channel is called on the page. */
export function title(channel) {
  if (channel.kind === "im") return directory.channelName(channel.id) ?? "Direct message";
  return `${channel.is_private ? "🔒" : "#"} ${channel.name}`;
}

function panel(label, hook, rows) {
  const body = h("div", { class: "panel", popover: "auto", "aria-label": label, role: "dialog" }, rows);
  const button = h(
    "button",
    {
      type: "button",
      class: "pill",
      "aria-haspopup": "dialog",
      "data-do": hook,
      on: {
        click: () => {
          body.showPopover();
          const box = button.getBoundingClientRect();
          body.style.top = `${box.bottom + 4}px`;
          body.style.left = `${Math.max(8, Math.min(box.left, innerWidth - body.offsetWidth - 8))}px`;
        },
      },
    },
    label,
  );
  return [button, body];
}

function members(ids) {
  const names = ids.map((id) =>
    h(
      "li",
      { "data-user-id": id, dir: "auto" },
      directory.personName(id),
      directory.person(id)?.is_bot && h("span", { class: "badge" }, "APP"),
    ),
  );
  return panel(`👥 ${ids.length}`, "members", [h("h3", {}, "Members"), h("ul", { class: "bare" }, names)]);
}

function excerpt(message) {
  const text =
    message.text || message.blocks?.map((block) => block.text?.text ?? "").find(Boolean) || "(no text)";
  const typed = toTyped(text);
  return typed.length > EXCERPT ? `${[...typed].slice(0, EXCERPT).join("")}…` : typed;
}

function pinRows(messages, pins, reveal) {
  const rows = pins.map((ts) => {
    const message = messages.find((one) => one.ts === ts);
    if (!message) return h("li", { class: "muted" }, "A message that is not shown here");
    return h(
      "li",
      {},
      h(
        "button",
        {
          type: "button",
          class: "plain pin-row",
          "data-ts": ts,
          dir: "auto",
          on: {
            click: (event) => {
              event.currentTarget.closest("[popover]").hidePopover();
              reveal(ts);
            },
          },
        },
        h("span", { class: "muted small stacked" }, clock(fromTs(ts))),
        excerpt(message),
      ),
    );
  });
  return [
    h("h3", {}, "Pinned"),
    rows.length > 0 ? h("ul", { class: "bare" }, rows) : h("p", { class: "muted" }, "Nothing is pinned."),
  ];
}

function bookmark(item) {
  const icon = item.emoji ? emoji(item.emoji.replaceAll(":", "")) : null;
  return h(
    "span",
    { class: "bookmark", "data-bookmark-id": item.id },
    link(item.link, `${icon ?? "🔖"} ${decode(item.title ?? item.link ?? "")}`),
  );
}

function openInvitations(workspace, channel, ids, anchor) {
  const absent = directory.people().filter((person) => !person.deleted && !ids.includes(person.id));
  const items = absent.map((person) => ({
    label: directory.personName(person.id),
    attributes: { "data-user-id": person.id },
    run: async () => {
      await tried(workspace.api.invite({ channel: channel.id, user: person.id }), "Invite");
      await workspace.refresh("messages", "channels");
    },
  }));
  openMenu(anchor, items.length > 0 ? items : [{ label: "Everyone is here", run: () => {} }], {
    label: "Invite",
  });
}

/** What a member can do with a channel. */
function channelMenu(workspace, channel, ids) {
  const act = (verb, label) => async () => {
    await tried(workspace.api[verb]({ channel: channel.id }), label);
    await workspace.refresh("channels", "messages");
  };
  const button = h(
    "button",
    {
      type: "button",
      class: "pill",
      "aria-label": "Channel actions",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "data-do": "channel-menu",
      on: {
        click: () =>
          openMenu(
            button,
            [
              {
                label: "Invite…",
                attributes: { "data-do": "invite" },
                run: () => openInvitations(workspace, channel, ids, button),
              },
              { label: "Leave channel", attributes: { "data-do": "leave" }, run: act("leave", "Leave") },
              {
                label: "Archive channel",
                danger: true,
                attributes: { "data-do": "archive" },
                run: act("archive", "Archive"),
              },
            ],
            { label: "Channel actions" },
          ),
      },
    },
    "⋯",
  );
  return button;
}

/** Draw the head of a channel from the server's answer. */
export function showHeader(workspace, root, answer, reveal) {
  const { channel, members: ids = [], pins = [], bookmarks = [], messages = [] } = answer;
  const topic = topicOf(channel);
  const pinned = messages.filter((message) => pins.includes(message.ts)).map(excerpt);
  const drawn = JSON.stringify([workspace.api.id, channel, ids, pins, pinned, bookmarks, directory.revision]);
  if (root.dataset.drawn === drawn) return;
  root.dataset.drawn = drawn;
  root.dataset.channelId = channel.id;
  fill(
    root,
    h(
      "div",
      { class: "channel-line" },
      h("h1", { dir: "auto" }, title(channel)),
      channel.is_archived && h("span", { class: "badge" }, "archived"),
      h("span", { class: "spring" }),
      channel.kind !== "im" && members(ids),
      panel(`📌 ${pins.length}`, "pins", pinRows(messages, pins, reveal)),
      channel.kind !== "im" &&
        channel.is_member &&
        !channel.is_archived &&
        channelMenu(workspace, channel, ids),
    ),
    topic && append(h("div", { class: "topic text", dir: "auto", title: toTyped(topic) }), mrkdwn(topic)),
    bookmarks.length > 0 &&
      h(
        "div",
        { class: "bookmarks", role: "list", "aria-label": "Bookmarks" },
        bookmarks.map((item) => h("span", { role: "listitem" }, bookmark(item))),
      ),
  );
}
