/** The rich_text block → DOM nodes. */

import { h, link } from "./dom.js";
import { broadcastChip, channelChip, dateText, emojiNode, groupChip, userChip } from "./mentions.js";

const STYLE_TAGS = {
  bold: "strong",
  italic: "em",
  strike: "s",
  underline: "u",
  code: "code",
  highlight: "mark",
};

function styled(node, style = {}) {
  return Object.entries(STYLE_TAGS).reduce(
    (inner, [name, tag]) => (style?.[name] ? h(tag, {}, inner) : inner),
    node,
  );
}

function leaf(element) {
  switch (element.type) {
    case "text":
      return document.createTextNode(element.text);
    case "link":
      return link(element.url, element.text || element.url);
    case "emoji":
      return emojiNode(element.name);
    case "user":
      return userChip(element.user_id);
    case "usergroup":
      return groupChip(element.usergroup_id);
    case "channel":
      return channelChip(element.channel_id);
    case "broadcast":
      return broadcastChip(element.range);
    case "date":
      return dateText(
        element.timestamp,
        element.format ?? "{date_short} {time}",
        element.url,
        element.fallback ?? "",
      );
    case "color":
      return h("code", {}, element.value);
    default:
      return h("span", { class: "unsupported" }, `unsupported text: ${element.type}`);
  }
}

const run = (elements = []) => elements.map((element) => styled(leaf(element), element.style));

function list(element) {
  const tag = element.style === "ordered" ? "ol" : "ul";
  const indent = Math.min(element.indent ?? 0, 8);
  const start = element.offset ? element.offset + 1 : null;
  return h(
    tag,
    { start, class: `indent-${indent}` },
    (element.elements ?? []).map((item) => h("li", {}, run(item.elements))),
  );
}

function part(element) {
  switch (element.type) {
    case "rich_text_section":
      return h("div", { class: "rich-section" }, run(element.elements));
    case "rich_text_list":
      return list(element);
    case "rich_text_quote":
      return h("blockquote", {}, run(element.elements));
    case "rich_text_preformatted":
      return h("pre", { tabindex: "0" }, run(element.elements));
    default:
      return h("div", { class: "unsupported" }, `unsupported text: ${element.type}`);
  }
}

/** The parts of a rich_text block. */
export const richText = (block) => (block.elements ?? []).map(part);
