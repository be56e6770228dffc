/** The list below a combobox. */

import type { RefObject, VNode } from "preact";
import { useLayoutEffect } from "preact/hooks";

import type { Choice, ChoiceGroup } from "../values";

interface Props {
  box: RefObject<HTMLDivElement | null>;
  id: string;
  label: string;
  groups: ChoiceGroup[];
  chosen: string[];
  /** The place of the active choice among all. */
  at: number;
  many: boolean;
  full: boolean;
  /** What to say instead of, or below, the choices. */
  note: string;
  pick(choice: Choice): void;
}

export function ChoiceList({ box, id, label, groups, chosen, at, many, full, note, pick }: Props): VNode {
  useLayoutEffect(() => {
    box.current?.querySelector(".active")?.scrollIntoView({ block: "nearest" });
  }, [at]);
  let index = -1;
  const one = (choice: Choice) => {
    index += 1;
    const selected = chosen.includes(choice.value);
    return (
      <div
        role="option"
        id={`${id}-${index}`}
        key={choice.value}
        class={index === at ? "kit-choice active" : "kit-choice"}
        data-value={choice.value}
        aria-selected={selected}
        aria-disabled={(full && !selected) || undefined}
        dir="auto"
        onClick={() => pick(choice)}
      >
        <span class="kit-choice-mark" aria-hidden="true">
          {selected ? "✓" : ""}
        </span>
        <span>
          {choice.label}
          {choice.hint && <small class="muted stacked">{choice.hint}</small>}
        </span>
      </div>
    );
  };
  return (
    <div class="kit-popup" popover="manual" ref={box} onPointerDown={(event) => event.preventDefault()}>
      <div role="listbox" id={id} aria-label={label} aria-multiselectable={many || undefined}>
        {groups.map((group) =>
          group.label === null ? (
            group.choices.map(one)
          ) : (
            <div role="group" aria-label={group.label}>
              <div class="kit-choice-group" aria-hidden="true">
                {group.label}
              </div>
              {group.choices.map(one)}
            </div>
          ),
        )}
      </div>
      <div class="kit-choice-note muted" role="status">
        {note}
      </div>
    </div>
  );
}
