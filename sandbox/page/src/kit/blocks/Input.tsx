/** The input block: a control with its label, hint and place for an error; the label names it for assistive technology. */

import type { VNode } from "preact";
import { useId } from "preact/hooks";

import type { Kit } from "../../types";
import type { Field } from "../control";
import { Element, isGroup } from "../elements/Element";
import type { Scope } from "../scope";
import { plainText } from "../values";

export function Input({ block, scope }: { block: Kit; scope: Scope }): VNode {
  const own = useId();
  const element: Kit = block.element ?? {};
  const error = scope.errors?.value[block.block_id];
  const field: Field = {
    id: `${own}-field`,
    labelId: `${own}-label`,
    describedBy: `${own}-hint ${own}-error`,
    required: block.optional !== true,
    invalid: error !== undefined,
  };
  const label = (
    <>
      {plainText(block.label)}
      {block.optional && <span class="muted"> (optional)</span>}
    </>
  );
  return (
    <>
      {isGroup(element.type) ? (
        <div class="label" id={field.labelId} dir="auto">
          {label}
        </div>
      ) : (
        <label class="label" id={field.labelId} for={field.id} dir="auto">
          {label}
        </label>
      )}
      <Element element={element} block={block} scope={scope} field={field} />
      <div class="hint" id={`${own}-hint`} dir="auto">
        {plainText(block.hint)}
      </div>
      <div class="field-error" id={`${own}-error`} role="alert" data-error-for={block.block_id}>
        {error}
      </div>
    </>
  );
}
