/** Blocks that only show something. */

import type { VNode } from "preact";

import type { Kit } from "../../types";
import { Image, ImageElement } from "../image";
import { Link } from "../links";
import { TextBlock } from "../text";
import { plainText } from "../values";

export function Header({ block }: { block: Kit }): VNode {
  const level = Math.min(Math.max(Number(block.level) || 1, 1), 4);
  return (
    <div class={`header-text header-${level}`} role="heading" aria-level={level + 2} dir="auto">
      {plainText(block.text)}
    </div>
  );
}

export function Context({ block }: { block: Kit }): VNode {
  return (
    <>
      {(block.elements ?? []).map((element: Kit) =>
        element.type === "image" ? <ImageElement image={element} class="context-image" /> : <TextBlock text={element} />,
      )}
    </>
  );
}

export function ImageBlock({ block }: { block: Kit }): VNode {
  return (
    <figure>
      {block.title && <figcaption dir="auto">{plainText(block.title)}</figcaption>}
      <ImageElement image={block} />
    </figure>
  );
}

/** Films are not played here: the page loads nothing but pictures from elsewhere. */
export function Video({ block }: { block: Kit }): VNode {
  const by = [block.author_name, block.provider_name].filter(Boolean).join(" · ");
  return (
    <div class="kit-card video">
      <div class="card-title" dir="auto">
        <Link to={block.title_url ?? block.video_url}>{plainText(block.title)}</Link>
      </div>
      {by && (
        <div class="muted small card-by">
          {block.provider_icon_url && <Image url={block.provider_icon_url} alt="" class="context-image" />}
          {by}
        </div>
      )}
      {block.description && <TextBlock text={block.description} />}
      <div class="video-picture">
        <Image url={block.thumbnail_url} alt={String(block.alt_text ?? "")} />
        <span class="video-link">
          <Link to={block.video_url}>▶ Watch</Link>
        </span>
      </div>
    </div>
  );
}

export function FileBlock({ block }: { block: Kit }): VNode {
  return (
    <div class="kit-card">
      <div class="card-title">📄 {String(block.file?.title ?? block.external_id ?? block.file_id ?? "file")}</div>
      <div class="muted small">Remote file</div>
    </div>
  );
}

export function Call({ block }: { block: Kit }): VNode {
  const call: Kit = block.call?.v1 ?? {};
  return (
    <div class="kit-card">
      <div class="card-title" dir="auto">
        📞 {call.name || "Call"}
      </div>
      <div class="muted small">{call.display_id || block.call_id}</div>
      {call.join_url && <Link to={call.join_url}>Join</Link>}
    </div>
  );
}
