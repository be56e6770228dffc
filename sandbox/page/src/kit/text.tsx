/** Text objects of Block Kit → vnodes. Only text and a fixed set of elements come out. */

import type { ComponentChildren, VNode } from "preact";
import { useMemo } from "preact/hooks";

import type { Kit } from "../types";
import { Emoji } from "./emoji";
import { parse, type Inline, type Part, type Reach } from "./grammar";
import { Link } from "./links";
import { BroadcastChip, ChannelChip, GroupChip, Moment, UserChip } from "./mentions";
import { plainText } from "./values";

function node(one: Inline): ComponentChildren {
  switch (one.kind) {
    case "text":
      return one.text;
    case "strong":
      return <strong>{nodes(one.children)}</strong>;
    case "em":
      return <em>{nodes(one.children)}</em>;
    case "s":
      return <s>{nodes(one.children)}</s>;
    case "code":
      return <code>{nodes(one.children)}</code>;
    case "emoji":
      return <Emoji name={one.name} />;
    case "link":
      return <Link to={one.to}>{one.label}</Link>;
    case "user":
      return <UserChip id={one.id} label={one.label} />;
    case "channel":
      return <ChannelChip id={one.id} label={one.label} />;
    case "group":
      return <GroupChip id={one.id} label={one.label} />;
    case "broadcast":
      return <BroadcastChip range={one.range} />;
    case "date":
      return <Moment seconds={one.seconds} pattern={one.pattern} to={one.to} fallback={one.fallback} />;
  }
}

/** Inline nodes as vnodes. */
export const nodes = (children: Inline[]): ComponentChildren[] => children.map(node);

function part(one: Part, next: Part | undefined): ComponentChildren {
  switch (one.kind) {
    case "pre":
      return <pre tabIndex={0}>{nodes(one.children)}</pre>;
    case "quote":
      return <blockquote>{nodes(one.children)}</blockquote>;
    case "lines":
      return [...nodes(one.children), next?.kind === "lines" ? "\n" : null];
  }
}

/** A mrkdwn text without a box of its own. */
export function Formatted({ text, reach = "all" }: { text: string; reach?: Reach }): VNode {
  const parts = useMemo(() => parse(String(text ?? ""), reach), [text, reach]);
  return <>{parts.map((one, index) => part(one, parts[index + 1]))}</>;
}

/** A whole mrkdwn text as a block. */
export function Mrkdwn({ text }: { text: string }): VNode {
  return (
    <div class="text" dir="auto">
      <Formatted text={text} />
    </div>
  );
}

/** A plain text object, its emoji shown unless it asks not to. */
export function PlainText({ text }: { text: Kit | string | null | undefined }): VNode {
  return <>{plainText(text)}</>;
}

/** What a text object says, whichever kind it is, without a box of its own. */
export function Words({ text }: { text: Kit | string | null | undefined }): VNode {
  if (typeof text === "object" && text?.type === "mrkdwn")
    return <Formatted text={text.text} reach={text.verbatim ? "verbatim" : "all"} />;
  return <PlainText text={text} />;
}

/** A text object as a block. */
export function TextBlock({ text, class: name = "text" }: { text: Kit | string | null | undefined; class?: string }): VNode {
  return (
    <div class={name} dir="auto">
      <Words text={text} />
    </div>
  );
}
