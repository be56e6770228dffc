import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useId } from "preact/hooks";

import { emoji, emojiNames } from "../../kit";
import { around } from "../../state/conversation";
import { appInfo, channels, groups, people } from "../../state/store";
import { offersFor, taken, type Known, type Offer, type Offers } from "./completion";

const known = (): Known => ({
  people: [...people.peek().values()],
  groups: groups.peek(),
  channels: channels.peek(),
  members: around.peek().members,
  commands: appInfo.peek()?.commands ?? [],
  emojiNames,
  emoji,
});

/** Completion of a text field: arrows choose, Tab and Enter take, Esc closes. `written` gets the text after one was taken. */
export function useCompletion(input: RefObject<HTMLTextAreaElement | null>, written: (text: string) => void) {
  const id = useId();
  const shown = useSignal<Offers | null>(null);
  const at = useSignal(0);

  const close = () => {
    shown.value = null;
  };

  const look = () => {
    const { value, selectionStart } = input.current!;
    shown.value = offersFor(value.slice(0, selectionStart), known());
    at.value = 0;
  };

  const take = (offer: Offer) => {
    const node = input.current!;
    const next = taken(node.value, node.selectionStart, shown.peek()!.from, offer);
    node.value = next.text;
    node.setSelectionRange(next.caret, next.caret);
    written(next.text);
    if (shown.peek()!.kind === "command") look();
    else close();
  };

  /** Handle a key; true when it was meant for the list. */
  const key = (event: KeyboardEvent): boolean => {
    const now = shown.peek();
    if (now === null) return false;
    const offer = now.offers[at.peek()]!;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const typed = input.current!.value.slice(now.from, input.current!.selectionStart);
    if (step !== 0) at.value = (at.peek() + step + now.offers.length) % now.offers.length;
    else if (event.key === "Escape") close();
    // What is typed out already is sent, not completed.
    else if (
      event.key === "Tab" ||
      (event.key === "Enter" && !event.shiftKey && typed !== offer.text && (now.kind !== "command" || typed !== ""))
    )
      take(offer);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };

  return { id, shown, at, look, take, close, key };
}
