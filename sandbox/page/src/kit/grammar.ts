/** Slack's mrkdwn → a tree. One pass over each line; every character is looked at a bounded number of times. */

import { emoji } from "./emoji";

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "strong" | "em" | "s" | "code"; children: Inline[] }
  | { kind: "emoji"; name: string }
  | { kind: "link"; to: string; label: string }
  | { kind: "user" | "channel" | "group"; id: string; label: string }
  | { kind: "broadcast"; range: string }
  | { kind: "date"; seconds: string; pattern: string; to: string; fallback: string };

export type Part = { kind: "lines" | "quote" | "pre"; children: Inline[] };

/** What is understood: everything, everything but bare addresses (Slack: verbatim), or references alone. */
export type Reach = "all" | "verbatim" | "references" | "references and emoji";

type Sign = "*" | "_" | "~";
type Token = { length: number; node: Inline };

const STYLES: Record<Sign, "strong" | "em" | "s"> = { "*": "strong", _: "em", "~": "s" };
const ENTITIES: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const CODE = /(?<!`)`([^`\n]+)`(?!`)/y;
const REFERENCE = /<([^<>\n]+)>/y;
const EMOJI = /:([a-z0-9_+'-]+(?:::skin-tone-\d)?):/y;
const BARE_URL = /https?:\/\/(?:(?!&[lg]t;)[^\s<>|*`])*(?!&[lg]t;)[^\s<>|*`.,;:!?)'"\]_~]/y;
const WORD = /[\p{L}\p{N}]/u;

/** Decode the three entities of Slack's wire format. */
export const decode = (text: string): string => text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity]!);

const plain = (text: string): Inline => ({ kind: "text", text: decode(text) });

function special(inner: string, label: string): Inline {
  if (/^(?:here|channel|everyone)$/.test(inner)) return { kind: "broadcast", range: inner };
  if (inner.startsWith("subteam^")) return { kind: "group", id: inner.slice(8), label };
  if (inner.startsWith("date^")) {
    const [, seconds = "", pattern = "", to = ""] = inner.split("^");
    return { kind: "date", seconds, pattern: decode(pattern), to: decode(to), fallback: label };
  }
  return { kind: "text", text: label || `<!${decode(inner)}>` };
}

function reference(content: string): Inline {
  const bar = content.indexOf("|");
  const target = bar < 0 ? content : content.slice(0, bar);
  const label = bar < 0 ? "" : decode(content.slice(bar + 1));
  const id = target.slice(1);
  if (target.startsWith("@")) return { kind: "user", id, label };
  if (target.startsWith("#")) return { kind: "channel", id, label };
  if (target.startsWith("!")) return special(id, label);
  if (!/^(?:https?:|mailto:|tel:)/i.test(target)) return plain(`<${content}>`);
  const to = decode(target);
  return { kind: "link", to, label: label || to.replace(/^(?:mailto|tel):/i, "") };
}

function matchAt(pattern: RegExp, text: string, place: number): RegExpExecArray | null {
  pattern.lastIndex = place;
  return pattern.exec(text);
}

/** A bare address, with a closing parenthesis that belongs to it. */
function bareUrl(text: string, place: number): Token | null {
  const found = matchAt(BARE_URL, text, place)?.[0];
  if (!found) return null;
  const closes = text[place + found.length] === ")" && found.lastIndexOf("(") > found.lastIndexOf(")");
  const address = closes ? `${found})` : found;
  return { length: address.length, node: { kind: "link", to: decode(address), label: decode(address) } };
}

/** What starts at `place` and is not a style's sign, or null. */
function tokenAt(text: string, place: number, reach: Reach): Token | null {
  const take = (pattern: RegExp, read: (inner: string) => Inline | null): Token | null => {
    const found = matchAt(pattern, text, place);
    const node = found && read(found[1]!);
    return node && { length: found[0].length, node };
  };
  const styled = reach === "all" || reach === "verbatim";
  switch (text[place]) {
    case "<":
      return take(REFERENCE, reference);
    case ":":
      return reach === "references" ? null : take(EMOJI, (name) => (emoji(name) === null ? null : { kind: "emoji", name }));
    case "`":
      return styled ? take(CODE, (inner) => ({ kind: "code", children: inline(inner, "references") })) : null;
    case "h":
      return reach === "all" && !WORD.test(text[place - 1] ?? "") ? bareUrl(text, place) : null;
    default:
      return null;
  }
}

/** The nodes being gathered, and the styles that are open: at most one of each, so never more than three. */
class Gathering {
  readonly nodes: Inline[] = [];
  private readonly opened: { sign: Sign; at: number }[] = [];
  private pending = "";

  add(character: string): void {
    this.pending += character;
  }

  put(node: Inline): void {
    this.settle();
    this.nodes.push(node);
  }

  open(sign: Sign): void {
    this.settle();
    this.opened.push({ sign, at: this.nodes.length });
    this.nodes.push({ kind: "text", text: sign });
  }

  isOpen(sign: Sign): boolean {
    return this.opened.some((one) => one.sign === sign);
  }

  /** Make everything since the sign one styled node; styles left open inside stay signs. */
  close(sign: Sign): void {
    this.settle();
    const level = this.opened.findIndex((one) => one.sign === sign);
    const { at } = this.opened[level]!;
    this.opened.length = level;
    const children = this.nodes.splice(at).slice(1);
    this.nodes.push({ kind: STYLES[sign], children });
  }

  /** Styles do not reach over the end of a line. */
  endLine(): void {
    this.opened.length = 0;
    this.add("\n");
  }

  finish(): Inline[] {
    this.settle();
    return this.nodes;
  }

  private settle(): void {
    if (this.pending) this.nodes.push(plain(this.pending));
    this.pending = "";
  }
}

function signAt(text: string, place: number, into: Gathering): boolean {
  const sign = text[place] as Sign;
  const before = text[place - 1] ?? " ";
  const after = text[place + 1] ?? " ";
  if (into.isOpen(sign)) {
    if (/\s/.test(before) || before === sign || after === sign || WORD.test(after)) return false;
    into.close(sign);
    return true;
  }
  if (/\s/.test(after) || after === sign || before === sign || WORD.test(before)) return false;
  into.open(sign);
  return true;
}

/** Text without fences and quotes → nodes. */
export function inline(text: string, reach: Reach = "all"): Inline[] {
  const into = new Gathering();
  const styled = reach === "all" || reach === "verbatim";
  for (let place = 0; place < text.length; ) {
    const sign = text[place]!;
    const token = tokenAt(text, place, reach);
    if (token) into.put(token.node);
    else if (sign === "\n") into.endLine();
    else if (!(styled && sign in STYLES && signAt(text, place, into))) into.add(sign);
    place += token?.length ?? 1;
  }
  return into.finish();
}

const QUOTED = /^(?:>|&gt;)/;
const QUOTED_TO_END = /^(?:>|&gt;){3}/;

/** Lines and quotes of a text without fences. */
function lines(text: string, reach: Reach): Part[] {
  const parts: Part[] = [];
  const rows = text.split("\n");
  for (let row = 0; row < rows.length; ) {
    const from = row;
    const first = rows[row]!;
    const quoted = QUOTED.test(first);
    const toEnd = QUOTED_TO_END.test(first);
    while (row < rows.length && (toEnd || QUOTED.test(rows[row]!) === quoted)) row += 1;
    const taken = rows.slice(from, row);
    const bare = toEnd
      ? taken.join("\n").replace(/^(?:>|&gt;){3}\s?/, "")
      : taken.map((one) => (quoted ? one.replace(/^(?:>|&gt;)[^\S\n]?/, "") : one)).join("\n");
    parts.push({ kind: quoted ? "quote" : "lines", children: inline(bare, reach) });
  }
  return parts;
}

/** A whole mrkdwn text. */
export function parse(text: string, reach: Reach = "all"): Part[] {
  const pieces = text.split("```");
  const closed = pieces.length % 2 === 1;
  const parts: Part[] = [];
  let around = "";
  const flush = (trailing: RegExp) => {
    if (around) parts.push(...lines(around.replace(trailing, ""), reach));
    around = "";
  };
  pieces.forEach((piece, index) => {
    const isLast = index === pieces.length - 1;
    const fence = index % 2 === 1 && (closed || !isLast) && piece.trim() !== "";
    if (fence) {
      flush(/\n$/);
      parts.push({ kind: "pre", children: inline(piece.replace(/^\n|\n$/g, ""), "references") });
      return;
    }
    const opening = index % 2 === 1 ? "```" : "";
    const closing = opening && !isLast ? "```" : "";
    around += opening + (parts.at(-1)?.kind === "pre" && !around ? piece.replace(/^\n/, "") : piece) + closing;
  });
  flush(/(?!)/);
  return parts;
}
