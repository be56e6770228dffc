/** Radio buttons and checkboxes. */

import type { VNode } from "preact";
import { useId } from "preact/hooks";

import type { Kit } from "../../types";
import { marks, namedGroup, useControl, type ElementProps } from "../control";
import { Words } from "../text";

export function Ticks(props: ElementProps): VNode {
  const { element, block, field } = props;
  const control = useControl(props);
  const name = useId();
  const many = element.type === "checkboxes";
  const chosen = [control.value ?? []].flat() as string[];
  const options: Kit[] = element.options ?? [];
  const change = (value: string, checked: boolean) => {
    if (!many) return void control.commit(value);
    const all = options.map((option) => String(option.value));
    void control.commit(all.filter((one) => (one === value ? checked : chosen.includes(one))));
  };
  return (
    <div class="ticks" role={many ? "group" : "radiogroup"} {...marks(block, element)} {...namedGroup(field, "Options")} aria-busy={control.busy || undefined}>
      {options.map((option, index) => (
        <label class="tick" data-value={option.value}>
          <input
            type={many ? "checkbox" : "radio"}
            name={name}
            value={option.value}
            checked={chosen.includes(String(option.value))}
            data-focus-on-load={(index === 0 && element.focus_on_load) || undefined}
            onChange={(event) => change(String(option.value), event.currentTarget.checked)}
          />
          <span class="tick-text" dir="auto">
            <Words text={option.text} />
            {option.description && (
              <small class="muted stacked">
                <Words text={option.description} />
              </small>
            )}
          </span>
        </label>
      ))}
    </div>
  );
}
