/** A secondary attachment, with its coloured bar. */

import type { VNode } from "preact";

import type { Kit } from "../types";
import { Blocks } from "./blocks/Blocks";
import { Image } from "./image";
import { Link } from "./links";
import { Moment } from "./mentions";
import type { Scope } from "./scope";
import { Formatted, Mrkdwn } from "./text";
import { Unsupported } from "./unsupported";

const NAMED: Record<string, string> = { good: "#2a8a4a", warning: "#c98a00", danger: "#c0392b" };

/** The bar's colour, or null for one that is no colour. */
export function barColor(color: unknown): string | null {
  const text = String(color ?? "");
  if (/^#?(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(text)) return `#${text.replace("#", "")}`;
  return Object.hasOwn(NAMED, text) ? NAMED[text]! : null;
}

function Author({ item }: { item: Kit }): VNode {
  return (
    <div class="attachment-author muted" dir="auto">
      {item.author_icon && <Image url={item.author_icon} alt="" class="context-image" />}
      {item.author_link ? <Link to={item.author_link}>{item.author_name}</Link> : item.author_name}
      {item.author_subname && ` ${item.author_subname}`}
    </div>
  );
}

function Fields({ fields }: { fields: Kit[] }): VNode {
  return (
    <div class="fields">
      {fields.map((one) => (
        <div class={one.short === false ? "text section-field wide" : "text section-field"} dir="auto">
          <strong>{one.title}</strong>
          {one.title && "\n"}
          <Formatted text={String(one.value ?? "")} />
        </div>
      ))}
    </div>
  );
}

function Footer({ item }: { item: Kit }): VNode {
  return (
    <div class="attachment-footer muted small" dir="auto">
      {item.footer_icon && <Image url={item.footer_icon} alt="" class="context-image" />}
      {item.footer}
      {item.footer && item.ts && " | "}
      {item.ts && <Moment seconds={Math.floor(Number(item.ts))} pattern="{date_short_pretty} {time}" fallback="" />}
    </div>
  );
}

function Body({ item }: { item: Kit }): VNode {
  const text = item.text ?? (item.title || item.fields || item.image_url ? "" : item.fallback);
  return (
    <>
      {item.author_name && <Author item={item} />}
      {item.title && (
        <div class="attachment-title" dir="auto">
          <strong>{item.title_link ? <Link to={item.title_link}>{item.title}</Link> : item.title}</strong>
        </div>
      )}
      {text && <Mrkdwn text={String(text)} />}
      {Array.isArray(item.fields) && <Fields fields={item.fields} />}
      {(item.actions ?? []).map((action: Kit) => (
        <Unsupported what={`${action.type} in an attachment (${action.text ?? action.name ?? ""})`} />
      ))}
      {item.image_url && (
        <div class="attachment-image">
          <Image url={item.image_url} alt={String(item.fallback ?? "")} />
        </div>
      )}
      {(item.footer || item.ts) && <Footer item={item} />}
    </>
  );
}

export function Attachment({ attachment: item, scope }: { attachment: Kit; scope: Scope }): VNode {
  const color = barColor(item.color);
  return (
    <div class="attachment-box">
      {item.pretext && <Mrkdwn text={String(item.pretext)} />}
      <div class="attachment" style={color ? { borderInlineStartColor: color } : undefined}>
        <div class="attachment-body">{item.blocks ? <Blocks blocks={item.blocks} scope={scope} /> : <Body item={item} />}</div>
        {item.thumb_url && !item.image_url && !item.blocks && <Image url={item.thumb_url} alt="" class="thumb" />}
      </div>
    </div>
  );
}
