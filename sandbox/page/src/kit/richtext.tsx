/** The rich_text block. */

import type { ComponentChildren, VNode } from "preact";

import type { Kit } from "../types";
import { Emoji } from "./emoji";
import { Link } from "./links";
import { BroadcastChip, ChannelChip, GroupChip, Moment, UserChip } from "./mentions";
import { Unsupported } from "./unsupported";

function styled(inner: ComponentChildren, style: Kit | null | undefined): ComponentChildren {
  let node = inner;
  if (style?.code) node = <code>{node}</code>;
  if (style?.highlight) node = <mark>{node}</mark>;
  if (style?.underline) node = <u>{node}</u>;
  if (style?.strike) node = <s>{node}</s>;
  if (style?.italic) node = <em>{node}</em>;
  if (style?.bold) node = <strong>{node}</strong>;
  return node;
}

function Color({ value }: { value: string }): VNode {
  const real = /^#?(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(value);
  return (
    <span class="color">
      {real && <span class="swatch" aria-hidden="true" style={{ backgroundColor: `#${value.replace("#", "")}` }} />}
      <code>{value}</code>
    </span>
  );
}

function leaf(element: Kit): ComponentChildren {
  switch (element.type) {
    case "text":
      return String(element.text ?? "");
    case "link":
      return <Link to={element.url}>{element.text || element.url}</Link>;
    case "emoji":
      return <Emoji name={element.skin_tone ? `${element.name}::skin-tone-${element.skin_tone}` : String(element.name)} />;
    case "user":
      return <UserChip id={element.user_id} />;
    case "usergroup":
      return <GroupChip id={element.usergroup_id} />;
    case "team":
      return <span class="chip">@{element.team_id}</span>;
    case "channel":
      return <ChannelChip id={element.channel_id} />;
    case "broadcast":
      return <BroadcastChip range={element.range} />;
    case "date":
      return <Moment seconds={element.timestamp} pattern={element.format ?? "{date_short} {time}"} to={element.url} fallback={element.fallback ?? ""} />;
    case "color":
      return <Color value={String(element.value ?? "")} />;
    default:
      return <Unsupported what={element.type} inline />;
  }
}

const run = (elements: Kit[] | undefined) => (elements ?? []).map((element) => styled(leaf(element), element.style));

function List({ element }: { element: Kit }): VNode {
  const Tag = element.style === "ordered" ? "ol" : "ul";
  const indent = Math.min(Number(element.indent) || 0, 8);
  const attributes = element.offset && Tag === "ol" ? { start: Number(element.offset) + 1 } : {};
  return (
    <Tag {...attributes} class={`rich-list level-${indent % 3}${element.border ? " bordered" : ""}`} style={{ marginInlineStart: `${indent * 1.4}rem` }}>
      {(element.elements ?? []).map((item: Kit) => (
        <li>{run(item.elements)}</li>
      ))}
    </Tag>
  );
}

function part(element: Kit): VNode {
  const bordered = element.border ? "bordered" : undefined;
  switch (element.type) {
    case "rich_text_section":
      return <div class="rich-section">{run(element.elements)}</div>;
    case "rich_text_list":
      return <List element={element} />;
    case "rich_text_quote":
      return <blockquote class={bordered}>{run(element.elements)}</blockquote>;
    case "rich_text_preformatted":
      return (
        <pre tabIndex={0} class={bordered}>
          {run(element.elements)}
        </pre>
      );
    default:
      return <Unsupported what={element.type} />;
  }
}

/** A rich_text block with all its parts. */
export function RichText({ block }: { block: Kit }): VNode {
  return (
    <div class="text rich" dir="auto">
      {(block.elements ?? []).map(part)}
    </div>
  );
}
