/** Short notices at the foot of the page. */

import { signal } from "@preact/signals";

import { ApiError } from "../api";

const SHOWN_MS = 8000;

export interface Toast {
  id: number;
  text: string;
  kind: "error" | "note";
}

export const toasts = signal<readonly Toast[]>([]);
let last = 0;

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id);
}

export function toast(text: string, kind: Toast["kind"] = "error"): void {
  const id = (last += 1);
  toasts.value = [...toasts.value.filter((one) => one.text !== text), { id, text, kind }];
  setTimeout(() => dismiss(id), SHOWN_MS);
}

/** The answer of a request; a refusal becomes a notice and null. */
export async function tried<T>(request: Promise<T>, what: string): Promise<T | null> {
  try {
    return await request;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(`${what}: ${inWords(error.code)}`);
    return null;
  }
}

const WORDS: Record<string, string> = {
  sandbox_unreachable: "the sandbox does not answer",
  not_in_channel: "you are not in this channel",
  is_archived: "this channel is archived",
  msg_too_long: "the message is too long",
  cant_leave_general: "nobody can leave this channel",
  message_not_found: "the message is gone",
  canvas_not_found: "there is no such canvas for you",
  channel_not_found: "there is no such channel for you",
  account_inactive: "this account is deactivated",
  no_text: "there is nothing in it",
  too_large: "the file is too large",
};

/** What a refusal's code means, with the code. */
export const inWords = (code: string): string => (WORDS[code] ? `${WORDS[code]} (${code})` : code);
