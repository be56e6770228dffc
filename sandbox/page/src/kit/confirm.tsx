/** A question before something is done; Esc and "Cancel" mean no. */

import { signal } from "@preact/signals";
import type { VNode } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

import { giveBack } from "../focus";
import type { Kit } from "../types";
import { TextBlock } from "./text";
import { plainText } from "./values";

interface Question {
  about: Kit;
  answer(yes: boolean): void;
}

const asked = signal<Question | null>(null);

/** Ask with a Block Kit confirm object (`title, text, confirm, deny, style`). A second question answers the first with no. */
export function confirm(about: Kit): Promise<boolean> {
  asked.value?.answer(false);
  return new Promise((resolve) => {
    asked.value = { about, answer: resolve };
  });
}

function Dialog({ question }: { question: Question }): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const no = useRef<HTMLButtonElement>(null);
  const titleId = useId();
  const { about } = question;
  useLayoutEffect(() => {
    const opener = document.activeElement;
    dialog.current!.showModal();
    no.current!.focus();
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) giveBack(opener);
    };
  }, []);
  const answer = (yes: boolean) => {
    if (asked.value === question) asked.value = null;
    question.answer(yes);
  };
  return (
    <dialog class="confirm" ref={dialog} aria-labelledby={titleId} onClose={() => answer(false)}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          answer(true);
        }}
      >
        <h2 id={titleId} dir="auto">
          {plainText(about.title) || "Are you sure?"}
        </h2>
        <TextBlock text={about.text} />
        <div class="dialog-buttons">
          <button type="button" class="button" ref={no} data-confirm="no" onClick={() => answer(false)}>
            {plainText(about.deny) || "Cancel"}
          </button>
          <button type="submit" class={`button ${about.style === "danger" ? "danger" : "primary"}`} data-confirm="yes">
            {plainText(about.confirm) || "Yes"}
          </button>
        </div>
      </form>
    </dialog>
  );
}

/** Where questions appear; stands once on the page. */
export function ConfirmHost(): VNode | null {
  const question = asked.value;
  return question && <Dialog key={JSON.stringify(question.about)} question={question} />;
}
