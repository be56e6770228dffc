/** Dates and times. Typing into a native field changes it with every digit, so the app is told when the person is done. */

import type { VNode } from "preact";
import { useRef } from "preact/hooks";

import { isTold, marks, named, useControl, type ElementProps } from "../control";
import { fromUtcInput, toUtcInput } from "../dates";
import { plainText, type Entered } from "../values";

interface Kind {
  input: "date" | "time" | "datetime-local";
  label: string;
  show(value: Entered): string;
  read(value: string): Entered;
}

const same = { show: (value: Entered) => String(value ?? ""), read: (value: string) => value || null };

const KINDS: Record<string, Kind> = {
  datepicker: { input: "date", label: "Date", ...same },
  timepicker: { input: "time", label: "Time", ...same },
  datetimepicker: {
    input: "datetime-local",
    label: "Date and time, UTC",
    show: (value) => (typeof value === "number" ? toUtcInput(value) : ""),
    read: fromUtcInput,
  },
};

export function Picker(props: ElementProps): VNode {
  const { element, block, field } = props;
  const control = useControl(props);
  const kind = KINDS[element.type]!;
  const typing = useRef(false);
  const owed = useRef(false);
  const zone = element.type === "datetimepicker" ? "UTC" : element.timezone;
  const settle = (text: string) => {
    typing.current = false;
    if (!owed.current) return;
    owed.current = false;
    void control.commit(kind.read(text));
  };
  const changed = (text: string) => {
    if (kind.read(text) === control.value) return;
    control.enter(kind.read(text));
    owed.current = true;
    if (!typing.current || !isTold(block)) settle(text);
  };
  return (
    <span class="picker">
      <input
        type={kind.input}
        {...marks(block, element)}
        {...named(field, plainText(element.placeholder) || kind.label)}
        aria-busy={control.busy || undefined}
        data-focus-on-load={element.focus_on_load || undefined}
        value={kind.show(control.value)}
        onKeyDown={(event) => {
          typing.current = event.key.length === 1 || event.key.startsWith("Arrow") || event.key === "Backspace";
          if (event.key === "Enter" && owed.current && isTold(block)) {
            event.preventDefault();
            settle(event.currentTarget.value);
          }
        }}
        onPointerDown={() => (typing.current = false)}
        onChange={(event) => changed(event.currentTarget.value)}
        onBlur={(event) => settle(event.currentTarget.value)}
      />
      {zone && <span class="zone muted">{zone}</span>}
    </span>
  );
}
