/** Chips for people, channels, groups, everyone, and dates: the parts of a text that name something. */

import { directory } from "./directory.js";
import { h, link } from "./dom.js";
import { emoji } from "./emoji.js";
import { formatDate, fromTs, full } from "./times.js";

export function userChip(id, label) {
  const mine = id === directory.me;
  const name = directory.person(id) ? directory.personName(id) : label || id;
  return h("span", { class: mine ? "chip chip-me" : "chip", "data-user-id": id }, `@${name}`);
}

export function channelChip(id, label) {
  const name = directory.channelName(id) ?? label;
  if (!name) return h("span", { class: "chip chip-muted" }, "🔒 private channel");
  const known = directory.channel(id) !== undefined;
  return h(
    known ? "a" : "span",
    { class: "chip", "data-go-channel": known ? id : null, href: known ? `/?channel=${id}` : null },
    `#${name}`,
  );
}

export function groupChip(id, label) {
  return h(
    "span",
    { class: "chip", "data-group-id": id },
    `@${String(label || directory.groupName(id) || id).replace(/^@/, "")}`,
  );
}

export const broadcastChip = (range) => h("span", { class: "chip chip-everyone" }, `@${range}`);

export function dateText(seconds, pattern, address, fallback) {
  const text = formatDate(seconds, pattern);
  if (text === null) return document.createTextNode(fallback);
  const time = h("time", { datetime: fromTs(seconds).toISOString(), title: full(fromTs(seconds)) }, text);
  return address ? link(address, time) : time;
}

export function emojiNode(name) {
  const character = emoji(name);
  if (character === null) return document.createTextNode(`:${name}:`);
  return h(
    "span",
    { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` },
    character,
  );
}
