/** The loaded part of a conversation, and what may become of it. All functions are pure. */

import type { Changes, Message, Stretch } from "../types";
import { settled } from "./settled";

/** So many messages are asked for at a time. */
export const PAGE = 60;
/** So many are kept at most. */
export const MOST = 400;

/** Messages that follow each other without a gap, oldest first. */
export interface Loaded {
  messages: readonly Message[];
  older: boolean;
  newer: boolean;
}

/** Whether a message belongs to a thread below its root. */
export const isReply = (message: Message): boolean => message.thread_ts !== undefined && message.thread_ts !== message.ts;

/** Whether a message stands in the log of the conversation: not in a thread only. */
export const isInLog = (message: Message): boolean => !isReply(message) || message.subtype === "thread_broadcast";

const byTs = (a: Message, b: Message) => (a.ts < b.ts ? -1 : a.ts > b.ts ? 1 : 0);

/** `messages` with `news` in place of or between them; those that say nothing new keep their identity. */
function merged(messages: readonly Message[], news: readonly Message[], removed: ReadonlySet<string>): readonly Message[] {
  const byId = new Map(messages.map((message) => [message.ts, message]));
  let changed = false;
  for (const ts of removed) changed = byId.delete(ts) || changed;
  for (const message of news) {
    const before = byId.get(message.ts);
    const after = settled(before, message);
    if (after === before) continue;
    byId.set(message.ts, after);
    changed = true;
  }
  return changed ? [...byId.values()].sort(byTs) : messages;
}

/** The first stretch of a conversation; what is known of it from `before` keeps its identity. */
export function begun(stretch: Stretch, before: readonly Message[] = []): Loaded {
  const known = new Map(before.map((message) => [message.ts, message]));
  const messages = stretch.messages.filter(isInLog).map((message) => settled(known.get(message.ts), message));
  return { messages, older: stretch.older, newer: stretch.newer };
}

/** After changes: known messages replaced, new ones added where nothing between is missing, gone ones removed. */
export function changed(loaded: Loaded, changes: Pick<Changes, "messages" | "removed">): Loaded {
  const first = loaded.messages[0]?.ts ?? "";
  const last = loaded.messages.at(-1)?.ts ?? "";
  const known = new Set(loaded.messages.map((message) => message.ts));
  const joins = (message: Message) =>
    known.has(message.ts) || (isInLog(message) && (message.ts > first || !loaded.older) && (message.ts < last || !loaded.newer));
  const messages = merged(loaded.messages, changes.messages.filter(joins), new Set(changes.removed));
  return messages === loaded.messages ? loaded : { ...loaded, messages };
}

/** With another stretch before (`older`) or after (`newer`). */
export function extended(loaded: Loaded, stretch: Stretch, side: "older" | "newer"): Loaded {
  const messages = merged(loaded.messages, stretch.messages.filter(isInLog), new Set());
  return { ...loaded, messages, [side]: stretch[side] };
}

/** With no more than `MOST` messages: the `near` end stays, the other is let go. */
export function trimmed(loaded: Loaded, near: "older" | "newer"): Loaded {
  if (loaded.messages.length <= MOST) return loaded;
  return near === "older"
    ? { ...loaded, messages: loaded.messages.slice(0, MOST), newer: true }
    : { ...loaded, messages: loaded.messages.slice(-MOST), older: true };
}

/** A thread, its root first, after changes. */
export function threadChanged(
  messages: readonly Message[],
  root: string,
  changes: Pick<Changes, "messages" | "removed">,
): readonly Message[] {
  const own = changes.messages.filter((message) => message.ts === root || message.thread_ts === root);
  return merged(messages, own, new Set(changes.removed));
}

/** How many messages of others came after `ts`. */
export function countAfter(messages: readonly Message[], ts: string, me: string): number {
  let count = 0;
  for (let at = messages.length - 1; at >= 0 && messages[at]!.ts > ts; at -= 1) if (messages[at]!.user !== me) count += 1;
  return count;
}
