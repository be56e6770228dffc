/** Which messages Slack wrote itself, and which of one author stand together. */

import type { Message } from "../../types";

const TOGETHER_SECONDS = 300;

const SYSTEM = new Set([
  ...["channel", "group"].flatMap((kind) =>
    ["join", "leave", "topic", "purpose", "name", "archive", "unarchive", "convert_to_private"].map((what) => `${kind}_${what}`),
  ),
  "pinned_item",
  "unpinned_item",
  "bot_add",
  "bot_remove",
  "tombstone",
]);

/** Whether Slack wrote a message about what happened, rather than somebody. */
export const isSystem = (message: Message): boolean => SYSTEM.has(message.subtype ?? "");

/** Whether a message continues the one before it, so that it needs no name of its own. */
export function continues(before: Message | undefined, message: Message): boolean {
  if (!before || before.ephemeral || message.ephemeral || isSystem(before) || isSystem(message)) return false;
  if (message.subtype === "thread_broadcast" || before.subtype === "thread_broadcast") return false;
  const same = before.user === message.user && before.username === message.username && before.bot_id === message.bot_id;
  return same && Number(message.ts) - Number(before.ts) < TOGETHER_SECONDS;
}
