/** Messages as rows: who needs a name, where a day begins, where the news begins. */

import { isReply } from "../../state/stretch";
import { fromTs, sameDay } from "../../state/times";
import type { Message } from "../../types";
import { continues } from "../message/together";

export interface RowOf {
  message: Message;
  compact: boolean;
  pinned: boolean;
  /** The ts with which a new day begins, or null. */
  day: string | null;
  /** The line of new messages stands above it. */
  fresh: boolean;
}

/** Rows for messages, oldest first; `readBefore` is the ts up to which `me` had read when news came. */
export function rowsOf(messages: readonly Message[], pins: readonly string[], readBefore: string | null, me: string): RowOf[] {
  const pinnedOnes = new Set(pins);
  const firstNew =
    readBefore === null ? undefined : messages.find((one) => one.ts > readBefore && one.user !== me && !isReply(one));
  return messages.map((message, at) => {
    const before = messages[at - 1];
    const day = before && sameDay(fromTs(before.ts), fromTs(message.ts)) ? null : message.ts;
    const fresh = message === firstNew;
    const isPinned = (one: Message) => one.pinned === true || pinnedOnes.has(one.ts);
    const pinned = isPinned(message);
    const wasPinned = before !== undefined && isPinned(before);
    return {
      message,
      pinned,
      day,
      fresh,
      compact: day === null && !fresh && !pinned && !wasPinned && continues(before, message),
    };
  });
}
