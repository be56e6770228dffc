/** The section block: text, fields and one element beside them; a long text is folded unless `expand` is set. */

import type { VNode } from "preact";
import { useState } from "preact/hooks";

import type { Kit } from "../../types";
import { Element } from "../elements/Element";
import type { Scope } from "../scope";
import { TextBlock } from "../text";

const LONG_CHARACTERS = 1200;
const LONG_LINES = 14;

/** Whether a text is folded at first. */
export function isLong(text: string): boolean {
  return text.length > LONG_CHARACTERS || text.split("\n", LONG_LINES + 1).length > LONG_LINES;
}

function Folding({ text }: { text: Kit }): VNode {
  const [open, setOpen] = useState(false);
  return (
    <>
      <TextBlock text={text} class={open ? "text" : "text folded"} />
      <button type="button" class="plain more" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? "See less" : "See more"}
      </button>
    </>
  );
}

export function Section({ block, scope }: { block: Kit; scope: Scope }): VNode {
  const { text, fields, accessory } = block;
  return (
    <>
      <div class="section-body">
        {text && (!block.expand && isLong(String(text.text ?? "")) ? <Folding text={text} /> : <TextBlock text={text} />)}
        {Array.isArray(fields) && fields.length > 0 && (
          <div class="fields">
            {fields.map((field: Kit) => (
              <TextBlock text={field} class="text section-field" />
            ))}
          </div>
        )}
      </div>
      {accessory && (
        <div class="accessory">
          <Element element={accessory} block={block} scope={scope} />
        </div>
      )}
    </>
  );
}
