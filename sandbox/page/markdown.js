/** The markdown block: headings, lists, quotes, fences, rules, links and inline styles of ordinary Markdown, nothing more. */

import { h, link } from "./dom.js";
import { withEmoji } from "./emoji.js";

const INLINE = [
  [/`([^`\n]+)`/, (m) => h("code", {}, m[1])],
  [/\[([^\]\n]+)\]\(([^()\s]+)\)/, (m) => link(m[2], inline(m[1]))],
  [/\*\*(?!\s)([^\n]+?)\*\*/, (m) => h("strong", {}, inline(m[1]))],
  [/__(?!\s)([^\n]+?)__/, (m) => h("strong", {}, inline(m[1]))],
  [/~~(?!\s)([^\n]+?)~~/, (m) => h("s", {}, inline(m[1]))],
  [/\*(?![\s*])([^*\n]+)\*/, (m) => h("em", {}, inline(m[1]))],
  [/(?<![\p{L}\p{N}])_(?![\s_])([^_\n]+)_(?![\p{L}\p{N}])/u, (m) => h("em", {}, inline(m[1]))],
];

function inline(text) {
  const nodes = [];
  let rest = text;
  while (rest) {
    const found = INLINE.map(([pattern, make]) => [pattern.exec(rest), make]).filter(([match]) => match);
    if (found.length === 0) break;
    const [match, make] = found.reduce((a, b) => (b[0].index < a[0].index ? b : a));
    if (match.index > 0) nodes.push(withEmoji(rest.slice(0, match.index)));
    nodes.push(make(match));
    rest = rest.slice(match.index + match[0].length);
  }
  if (rest) nodes.push(withEmoji(rest));
  return nodes;
}

const KINDS = [
  ["fence", /^```/],
  ["heading", /^#{1,6}\s+\S/],
  ["rule", /^(?:---+|\*\*\*+|___+)\s*$/],
  ["quote", /^>\s?/],
  ["bullet", /^\s*[-*+]\s+/],
  ["ordered", /^\s*\d+[.)]\s+/],
  ["blank", /^\s*$/],
];
const kindOf = (row) => KINDS.find(([, pattern]) => pattern.test(row))?.[0] ?? "text";

function bodyOf(kind, rows) {
  const strip = KINDS.find(([name]) => name === kind)?.[1];
  const items = () => rows.map((row) => h("li", {}, inline(row.replace(strip, ""))));
  switch (kind) {
    case "heading":
      return rows.map((row) =>
        h(
          "div",
          { class: "md-heading", role: "heading", "aria-level": "3" },
          inline(row.replace(/^#+\s+/, "")),
        ),
      );
    case "rule":
      return [h("hr")];
    case "quote":
      return [h("blockquote", {}, inline(rows.map((row) => row.replace(strip, "")).join("\n")))];
    case "bullet":
      return [h("ul", {}, items())];
    case "ordered":
      return [h("ol", { start: parseInt(rows[0].trim(), 10) }, items())];
    case "blank":
      return [];
    default:
      return [h("p", {}, inline(rows.join("\n")))];
  }
}

/** A Markdown text → list of nodes. */
export function markdown(text) {
  const rows = String(text ?? "").split("\n");
  const nodes = [];
  for (let row = 0; row < rows.length;) {
    const kind = kindOf(rows[row]);
    const from = row;
    row += 1;
    if (kind === "fence") {
      while (row < rows.length && kindOf(rows[row]) !== "fence") row += 1;
      nodes.push(h("pre", { tabindex: "0" }, rows.slice(from + 1, row).join("\n")));
      row += 1;
      continue;
    }
    while (row < rows.length && kindOf(rows[row]) === kind) row += 1;
    nodes.push(...bodyOf(kind, rows.slice(from, row)));
  }
  return nodes;
}
