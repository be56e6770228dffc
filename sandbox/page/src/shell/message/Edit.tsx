import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";

import { ApiError } from "../../api";
import { channels, groups, me, people, place, refresh } from "../../state/store";
import { inWords } from "../../state/toasts";
import { toTyped, withPicks } from "../../state/typed";
import type { Message } from "../../types";
import { grow } from "../composer/grow";
import { editing } from "./actions";

/** The names that typed text may mean. */
export const names = () => ({ people: [...people.peek().values()], groups: groups.peek(), channels: channels.peek() });

/** Changing one's own message where it stands: Enter saves, Esc leaves it as it was. */
export function Edit({ message }: { message: Message }) {
  const input = useRef<HTMLTextAreaElement>(null);
  const error = useSignal("");
  const begun = toTyped(message.text, names());

  useLayoutEffect(() => {
    const node = input.current!;
    grow(node);
    node.focus();
    node.setSelectionRange(node.value.length, node.value.length);
    node.scrollIntoView({ block: "nearest" });
  }, []);

  const done = () => {
    editing.value = null;
    document.querySelector<HTMLElement>("[data-do=send]")?.closest("form")?.querySelector("textarea")?.focus();
  };

  const save = async (event: Event) => {
    event.preventDefault();
    const text = input.current!.value.trim();
    if (text === begun.trim() || !text) return done();
    try {
      await me.peek()!.edit({ channel: place.peek(), ts: message.ts, text: withPicks(text, names()), wire: true });
      await refresh("messages");
      done();
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      error.value = `Not saved: ${inWords(failure.code)}`;
    }
  };

  return (
    <form class="edit" onSubmit={save}>
      <textarea
        ref={input}
        rows={1}
        dir="auto"
        aria-label="Edit message"
        defaultValue={begun}
        onInput={(event) => grow(event.currentTarget)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Escape") done();
          else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) void save(event);
        }}
      />
      {error.value && (
        <div key="error" class="form-error" role="alert">
          {error.value}
        </div>
      )}
      <div key="buttons" class="dialog-buttons">
        <button type="button" data-do="cancel-edit" onClick={done}>
          Cancel
        </button>
        <button type="submit" class="primary" data-do="save-edit">
          Save
        </button>
      </div>
    </form>
  );
}
