/** The markdown block: CommonMark with tables and strikethrough, from tokens to vnodes; HTML in it stays text. */

import MarkdownIt, { type Token } from "markdown-it";
import { h, type ComponentChildren, type VNode } from "preact";
import { useMemo } from "preact/hooks";

import { inline } from "./grammar";
import { Link } from "./links";
import { nodes } from "./text";

// What was escaped must stay text, so escaped pieces are not joined with what stands around them.
const reader = new MarkdownIt({ html: false, linkify: true, breaks: true }).disable("text_join");

/** Text between the signs of Markdown: mentions and emoji are as in mrkdwn. */
function words(text: string): ComponentChildren {
  const task = /^\[([ xX])\]\s/.exec(text);
  const rest = task ? text.slice(task[0].length) : text;
  return [task && (task[1] === " " ? "☐ " : "☑ "), ...nodes(inline(rest, "references and emoji"))];
}

function attribute(token: Token, name: string): string {
  return String(token.attrs?.find(([key]) => key === name)?.[1] ?? "");
}

/** Neighbouring texts as one, so that a name with signs of Markdown in it is seen whole. */
function joined(tokens: Token[]): Token[] {
  const result: Token[] = [];
  for (const token of tokens) {
    const last = result.at(-1);
    if (token.type === "text" && last?.type === "text") last.content += token.content;
    else if (token.type !== "text" || token.content) result.push(token);
  }
  return result;
}

/** A token that has no closing one. */
function single(token: Token): ComponentChildren {
  switch (token.type) {
    case "inline":
      return built(joined(token.children ?? []));
    case "text":
      return words(token.content);
    case "code_inline":
      return <code>{token.content}</code>;
    case "fence":
    case "code_block":
      return (
        <pre tabIndex={0} data-language={token.info.trim() || undefined}>
          <code>{token.content.replace(/\n$/, "")}</code>
        </pre>
      );
    case "softbreak":
    case "hardbreak":
      return <br />;
    case "hr":
      return <hr />;
    case "image":
      return <Link to={attribute(token, "src")}>{token.content || attribute(token, "src")}</Link>;
    default:
      return token.content;
  }
}

const TAGS = new Set(["p", "ul", "ol", "li", "blockquote", "strong", "em", "s", "table", "thead", "tbody", "tr", "th", "td"]);

/** What an opening token and all up to its closing one become. */
function around(token: Token, children: ComponentChildren[]): ComponentChildren {
  if (token.tag === "a") return <Link to={attribute(token, "href")}>{children}</Link>;
  if (token.type === "heading_open")
    return (
      <div class={`md-heading md-${token.tag}`} role="heading" aria-level={Number(token.tag.slice(1)) + 2}>
        {children}
      </div>
    );
  if (token.hidden || !TAGS.has(token.tag)) return children;
  if (token.tag === "ol") return <ol start={Number(attribute(token, "start") || 1)}>{children}</ol>;
  if (token.tag === "table")
    return (
      <div class="table-scroll" tabIndex={0} role="group" aria-label="Table">
        <table>{children}</table>
      </div>
    );
  const align = /text-align:(center|right)/.exec(attribute(token, "style"))?.[1];
  return h(token.tag, align ? { class: `align-${align}` } : null, children);
}

function built(tokens: Token[]): ComponentChildren[] {
  const open: { token: Token; children: ComponentChildren[] }[] = [];
  const top: ComponentChildren[] = [];
  const here = () => open.at(-1)?.children ?? top;
  for (const token of tokens) {
    if (token.nesting === 1) open.push({ token, children: [] });
    else if (token.nesting === -1) {
      const done = open.pop();
      if (done) here().push(around(done.token, done.children));
    } else here().push(single(token));
  }
  return top;
}

/** A Markdown text. */
export function Markdown({ text }: { text: string }): VNode {
  const content = useMemo(() => built(reader.parse(String(text ?? ""), {})), [text]);
  return (
    <div class="text markdown" dir="auto">
      {content}
    </div>
  );
}
