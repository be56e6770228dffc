/** The keyboard in the log: arrows go from message to message, letters act on the one that has the focus. */

import { editing, isMine, openActions, openReactions, remove, reply, togglePin } from "../message/actions";
import type { RowOf } from "./rows";

function neighbour(log: HTMLElement, from: HTMLElement | null, step: 1 | -1): HTMLElement | undefined {
  const all = [...log.querySelectorAll<HTMLElement>("article")];
  if (from === null) return all.at(-1);
  return all[all.indexOf(from) + step];
}

export function moveInLog(event: KeyboardEvent, rows: readonly RowOf[]): void {
  const log = event.currentTarget as HTMLElement;
  const target = event.target as HTMLElement;
  const article = target.tagName === "ARTICLE" ? target : null;
  if (target !== log && article === null) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "ArrowUp" || event.key === "ArrowDown") {
    const next = neighbour(log, article, event.key === "ArrowUp" ? -1 : 1);
    event.preventDefault();
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest" });
    return;
  }
  const row = rows.find((one) => one.message.ts === article?.dataset.ts);
  if (!article || !row || row.message.ephemeral) return;
  const { message, pinned } = row;
  const anchor = article.querySelector<HTMLElement>("[data-do=more]") ?? article;
  const acts: Record<string, () => unknown> = {
    Enter: () => openActions(message, pinned, anchor),
    ArrowRight: () => reply(message),
    t: () => reply(message),
    r: () => openReactions(message, anchor),
    p: () => togglePin(message, pinned),
    e: () => isMine(message) && (editing.value = message.ts),
    Delete: () => isMine(message) && remove(message),
  };
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  void act();
}
