/** Elements that are typed into: texts, numbers and addresses. */

import type { VNode } from "preact";

import type { Kit } from "../../types";
import { isTold, marks, named, useControl, type ElementProps } from "../control";
import { plainText, plainToRichText, richTextToPlain, type Entered } from "../values";

const INPUT_TYPES: Record<string, "text" | "number" | "email" | "url"> = {
  plain_text_input: "text",
  number_input: "number",
  email_text_input: "email",
  url_text_input: "url",
};

/** What is left of the allowed length, once little of it is; Slack counts characters, not UTF-16 units. */
export function lengthNote(element: Kit, text: string): { text: string; over: boolean } | null {
  const length = [...text].length;
  const most = element.max_length as number | undefined;
  const least = element.min_length as number | undefined;
  if (most !== undefined && length > most * 0.8) return { text: String(most - length), over: length > most };
  if (least && length > 0 && length < least) return { text: `${least - length} more to go`, over: false };
  return null;
}

export function TextInput(props: ElementProps): VNode {
  const { element, block, field } = props;
  const control = useControl(props);
  const rich = element.type === "rich_text_input";
  const long = rich || element.multiline === true;
  const when: string[] = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const told = isTold(block);
  const text = rich ? richTextToPlain(control.value as Kit | null) : String(control.value ?? "");
  const read = (typed: string): Entered => (rich ? plainToRichText(typed) : typed || null);
  const typed = (value: string) => {
    control.enter(read(value));
    if (told && when.includes("on_character_entered")) void control.act(read(value));
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.isComposing) return;
    const field = event.currentTarget as HTMLInputElement | HTMLTextAreaElement;
    if (long && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      field.form?.requestSubmit();
    } else if (!long && told && when.includes("on_enter_pressed")) {
      event.preventDefault();
      void control.act(read(field.value));
    }
  };
  const note = lengthNote(element, text);
  const shared = {
    ...marks(block, element),
    ...named(field, plainText(element.placeholder) || "Text"),
    "data-focus-on-load": element.focus_on_load || undefined,
    placeholder: plainText(element.placeholder),
    dir: "auto" as const,
    value: text,
    onInput: (event: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) => typed(event.currentTarget.value),
    onKeyDown: key,
  };
  return (
    <span class="typed">
      {long ? (
        <textarea {...shared} rows={element.min_lines ?? 5} />
      ) : (
        <input
          {...shared}
          type={(INPUT_TYPES[element.type] ?? "text") as "text"}
          autocomplete="off"
          {...(element.type === "number_input" && {
            step: element.is_decimal_allowed ? "any" : "1",
            min: element.min_value,
            max: element.max_value,
          })}
        />
      )}
      {note && (
        <span class={note.over ? "length-note over" : "length-note"} aria-live="polite">
          {note.text}
        </span>
      )}
    </span>
  );
}
