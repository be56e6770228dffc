/** Slack's mrkdwn → DOM nodes. Only text nodes and a fixed set of elements come out. */

import { h, link } from "./dom.js";
import { emoji } from "./emoji.js";
import { broadcastChip, channelChip, dateText, emojiNode, groupChip, userChip } from "./mentions.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const STYLES = { "*": "strong", _: "em", "~": "s" };
const STYLED = {
  "*": /\*(?![\s*])([^\n*]*[^\s*])\*(?![\p{L}\p{N}_])/uy,
  _: /_(?![\s_])([^\n_]*[^\s_])_(?![\p{L}\p{N}_])/uy,
  "~": /~(?![\s~])([^\n~]*[^\s~])~(?![\p{L}\p{N}_])/uy,
};
const CODE = /`([^`\n]+)`/y;
const REFERENCE = /<([^<>\n]+)>/y;
const EMOJI = /:([a-z0-9_+'-]+(?:::skin-tone-\d)?):/y;
const BARE_URL = /https?:\/\/[^\s<>|*`]*[^\s<>|*`.,;:!?)'"\]]/y;
const WORD = /[\p{L}\p{N}_]/u;

/** Decode the three entities of Slack's wire format. */
export const decode = (text) => text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity]);

function special(inner, label) {
  if (/^(here|channel|everyone)$/.test(inner)) return broadcastChip(inner);
  if (inner.startsWith("subteam^")) return groupChip(inner.slice(8), label);
  if (inner.startsWith("date^")) {
    const [, seconds, pattern = "", address] = inner.split("^");
    return dateText(seconds, decode(pattern), address && decode(address), label);
  }
  return document.createTextNode(label || `<!${inner}>`);
}

function reference(content) {
  const bar = content.indexOf("|");
  const target = bar < 0 ? content : content.slice(0, bar);
  const label = bar < 0 ? "" : decode(content.slice(bar + 1));
  if (target.startsWith("@")) return userChip(target.slice(1), label);
  if (target.startsWith("#")) return channelChip(target.slice(1), label);
  if (target.startsWith("!")) return special(target.slice(1), label);
  if (!/^(https?:|mailto:|tel:)/i.test(target)) return document.createTextNode(decode(`<${content}>`));
  const address = decode(target);
  return link(address, label || address.replace(/^mailto:|^tel:/i, ""));
}

function matchAt(pattern, text, place) {
  pattern.lastIndex = place;
  return pattern.exec(text);
}

/** One token that starts at `place`: [node, length], or null for an ordinary character. */
function tokenAt(text, place, styled) {
  const sign = text[place];
  const free = place === 0 || !WORD.test(text[place - 1]);
  if (sign === "<") {
    const found = matchAt(REFERENCE, text, place);
    return found && [reference(found[1]), found[0].length];
  }
  if (!styled) return null;
  if (sign === "`") {
    const found = matchAt(CODE, text, place);
    return found && [h("code", {}, inline(found[1], false)), found[0].length];
  }
  if (sign === ":") {
    const found = matchAt(EMOJI, text, place);
    return found && emoji(found[1]) !== null ? [emojiNode(found[1]), found[0].length] : null;
  }
  if (sign === "h" && free) {
    const found = matchAt(BARE_URL, text, place);
    return found && [link(decode(found[0]), decode(found[0])), found[0].length];
  }
  if (sign in STYLES && free) {
    const found = matchAt(STYLED[sign], text, place);
    return found && [h(STYLES[sign], {}, inline(found[1], true)), found[0].length];
  }
  return null;
}

/** Inline text → nodes; with `styled` false only references are understood (inside code). */
function inline(text, styled) {
  const nodes = [];
  let plain = "";
  let place = 0;
  while (place < text.length) {
    const token = tokenAt(text, place, styled);
    if (token === null) {
      plain += text[place];
      place += 1;
      continue;
    }
    if (plain) nodes.push(document.createTextNode(decode(plain)));
    plain = "";
    nodes.push(token[0]);
    place += token[1];
  }
  if (plain) nodes.push(document.createTextNode(decode(plain)));
  return nodes;
}

/** Paragraphs and quotes of a text without code fences. */
function lines(text) {
  const nodes = [];
  const rows = text.split("\n");
  const isQuote = (row) => /^(?:>|&gt;)/.test(row);
  for (let row = 0; row < rows.length;) {
    const from = row;
    const quoted = isQuote(rows[row]);
    const toEnd = /^(?:>|&gt;){3}/.test(rows[row]);
    while (row < rows.length && (toEnd || isQuote(rows[row]) === quoted)) row += 1;
    const part = rows.slice(from, row);
    if (!quoted) nodes.push(...inline(part.join("\n"), true), ...(row < rows.length ? ["\n"] : []));
    else if (toEnd)
      nodes.push(h("blockquote", {}, inline(part.join("\n").replace(/^(?:>|&gt;){3}\s?/, ""), true)));
    else
      nodes.push(
        h("blockquote", {}, inline(part.map((line) => line.replace(/^(?:>|&gt;)\s?/, "")).join("\n"), true)),
      );
  }
  return nodes;
}

/** A whole mrkdwn text → list of nodes. */
export function mrkdwn(text) {
  const parts = String(text ?? "").split("```");
  const fenced = parts.length > 2;
  if (!fenced) return lines(String(text ?? ""));
  const closed = parts.length % 2 === 1;
  return parts.flatMap((part, index) => {
    const last = index === parts.length - 1;
    const fence = index % 2 === 1 && (closed || !last);
    if (fence && part.trim() === "") return ["```" + part + "```"];
    if (fence) return [h("pre", { tabindex: "0" }, inline(part.replace(/^\n|\n$/g, ""), false))];
    const around =
      index % 2 === 1
        ? "```" + part
        : part.replace(index > 0 ? /^\n/ : /(?!)/, "").replace(last ? /(?!)/ : /\n$/, "");
    return around ? lines(around) : [];
  });
}
