/** The container block: other blocks under one title, which may fold them away. */

import type { VNode } from "preact";
import { useId, useState } from "preact/hooks";

import type { Kit } from "../../types";
import { ImageElement } from "../image";
import { RichText } from "../richtext";
import type { Scope } from "../scope";
import { TextBlock } from "../text";
import { BlockList } from "./Blocks";

export function Container({ block, scope }: { block: Kit; scope: Scope }): VNode {
  const folds = block.is_collapsible === true;
  const [open, setOpen] = useState(!(folds && block.default_collapsed === true));
  const bodyId = useId();
  return (
    <div class="kit-card container">
      <div class={block.has_header_divider ? "container-head divided" : "container-head"}>
        {block.icon && <ImageElement image={block.icon} class="small-image" />}
        <div class="container-title">
          {block.rich_text_title ? <RichText block={block.rich_text_title} /> : <TextBlock text={block.title} class="text card-title" />}
          {block.subtitle && <TextBlock text={block.subtitle} class="text muted small" />}
        </div>
        {folds && (
          <button type="button" class="plain" aria-expanded={open} aria-controls={bodyId} aria-label={open ? "Collapse" : "Expand"} onClick={() => setOpen(!open)}>
            {open ? "▾" : "▸"}
          </button>
        )}
      </div>
      <div id={bodyId} hidden={!open}>
        <BlockList blocks={block.child_blocks ?? []} scope={scope} />
      </div>
    </div>
  );
}
