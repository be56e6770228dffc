/** A field to type into with a list of choices below it: every multi select, and the external ones. */

import type { VNode } from "preact";
import { useContext, useId, useRef, useState } from "preact/hooks";

import { channelName, people, personName } from "../../state/store";
import type { Kit } from "../../types";
import { marks, named, Together, useControl, type ElementProps } from "../control";
import { movedBy, usePopup } from "../popup";
import { isMany, knownOptions, offered, plainText, type Choice } from "../values";
import { ChoiceList } from "./ChoiceList";
import { directory } from "./selects";
import { useChoices } from "./suggestions";

/** Two elements of one view may offer the same value under different names. */
const pickedKey = (element: Kit, value: string) => JSON.stringify([element.action_id, value]);

/** How a picked value is called: its option's text, a person's or a channel's name. */
function useNames({ element, block, scope }: ElementProps): (value: string) => string {
  const { form } = useContext(Together);
  const known = knownOptions(element, scope.values?.[block.block_id]?.[element.action_id]);
  const own = offered(element, directory()).flatMap((group) => group.choices);
  return (value) => {
    const option: Kit | undefined = form.picked.get(pickedKey(element, value)) ?? known.find((one) => one.value === value);
    if (option) return plainText(option.text);
    const choice = own.find((one) => one.value === value);
    if (choice) return choice.label;
    return people.value.has(value) ? personName(value) : (channelName(value) ?? value);
  };
}

function Chip({ label, value, remove }: { label: string; value: string; remove(): void }): VNode {
  return (
    <span class="picked" data-value={value}>
      <span dir="auto">{label}</span>
      <button type="button" class="plain" tabIndex={-1} aria-label={`Remove ${label}`} onClick={remove}>
        ×
      </button>
    </span>
  );
}

export function Combobox(props: ElementProps): VNode {
  const { element, block, field } = props;
  const control = useControl(props);
  const { form } = useContext(Together);
  const many = isMany(element);
  const most = Number(element.max_selected_items ?? Infinity);
  const chosen = [control.value ?? []].flat() as string[];
  const nameOf = useNames(props);
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const listId = useId();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const { groups, note, ask } = useChoices(props, typed);
  const choices = groups.flatMap((group) => group.choices);
  const at = Math.min(active, choices.length - 1);
  const full = many && chosen.length >= most;

  const shut = () => {
    setOpen(false);
    setTyped("");
  };
  usePopup(box, list, open, shut, { wide: true, version: `${choices.length}/${note}/${chosen.length}` });

  const show = (text: string) => {
    setTyped(text);
    setActive(0);
    setOpen(true);
    ask(text);
  };
  const pick = (choice: Choice) => {
    if (choice.option) form.picked.set(pickedKey(element, choice.value), choice.option);
    if (!many) {
      shut();
      void control.commit(choice.value);
      return;
    }
    const has = chosen.includes(choice.value);
    if (!has && full) return;
    setTyped("");
    ask("");
    void control.commit(has ? chosen.filter((one) => one !== choice.value) : [...chosen, choice.value]);
  };
  const remove = (value: string) => {
    void control.commit(many ? chosen.filter((one) => one !== value) : null);
    input.current?.focus();
  };
  const key = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const homeOrEnd = event.key === "Home" || event.key === "End";
    const next = homeOrEnd && typed ? null : movedBy(event.key, open ? at : -1, choices.length);
    if (next !== null || event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!open) show(typed);
      else setActive(next ?? 0);
    } else if (event.key === "Enter") {
      if (open && choices[at]) pick(choices[at]!);
      else if (!open) return;
    } else if (event.key === "Escape" && open) shut();
    else if (event.key === "Backspace" && typed === "" && chosen.length > 0) remove(chosen.at(-1)!);
    else {
      if (event.key === "Tab") shut();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const placeholder = plainText(element.placeholder) || (many ? "Choose some…" : "Choose…");
  return (
    <div
      class="combobox"
      ref={box}
      {...marks(block, element)}
      aria-busy={control.busy || undefined}
      onClick={(event) => event.target === event.currentTarget && input.current?.focus()}
    >
      {chosen.map((value) => (
        <Chip key={value} value={value} label={nameOf(value)} remove={() => remove(value)} />
      ))}
      <input
        type="text"
        ref={input}
        role="combobox"
        {...named(field, placeholder)}
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={listId}
        aria-activedescendant={open && choices[at] ? `${listId}-${at}` : undefined}
        autocomplete="off"
        dir="auto"
        data-focus-on-load={element.focus_on_load || undefined}
        placeholder={chosen.length === 0 ? placeholder : full || !many ? "" : "Add…"}
        value={typed}
        onClick={() => (open ? undefined : show(typed))}
        onInput={(event) => show(event.currentTarget.value)}
        onKeyDown={key}
        onBlur={(event) => !list.current?.contains(event.relatedTarget as Node | null) && shut()}
      />
      {open && (
        <ChoiceList
          box={list}
          id={listId}
          label={placeholder}
          groups={groups}
          chosen={chosen}
          at={at}
          many={many}
          full={full}
          note={full ? `At most ${most} can be chosen.` : note}
          pick={pick}
        />
      )}
    </div>
  );
}
