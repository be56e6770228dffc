/** Texts that were begun and not sent, for each person, conversation and thread. */

import { signal } from "@preact/signals";

const KEPT = "sandbox.drafts";

export const draftKey = (me: string, channel: string, thread?: string): string => [me, channel, thread ?? ""].join(" ");

function load(): Record<string, string> {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  } catch {
    return {};
  }
}

export const drafts = signal<Record<string, string>>(load());

/** Keep a draft; an empty one is forgotten. */
export function keepDraft(key: string, text: string): void {
  if ((drafts.peek()[key] ?? "") === text) return;
  const { [key]: _before, ...rest } = drafts.peek();
  drafts.value = text.trim() ? { ...rest, [key]: text } : rest;
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(drafts.peek()));
  } catch {
    // Drafts live as long as the page does where nothing can be stored.
  }
}
