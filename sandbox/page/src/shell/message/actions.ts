/** What a person can do with a message. */

import { signal } from "@preact/signals";

import { complaint, type Press } from "../../api";
import { confirm, type Scope } from "../../kit";
import { lastOwn, openThread } from "../../state/conversation";
import { appInfo, me, place, refresh } from "../../state/store";
import { toast, tried } from "../../state/toasts";
import type { Message, Outcome } from "../../types";
import { pickEmoji } from "../EmojiPicker";
import { openMenu, type Item } from "../Menu";
import { isSystem } from "./together";

/** The ts of the message whose text is being changed. */
export const editing = signal<string | null>(null);

const where = (message: Message) => ({ channel: place.peek(), ts: message.ts });

/** Wait for how the app answers; what it did not answer is said. */
export async function told(request: Promise<Outcome>, what: string): Promise<Outcome | null> {
  const outcome = await tried(request, what);
  const trouble = outcome && complaint(outcome.status, what);
  if (trouble) toast(trouble);
  void refresh("messages", "view");
  return outcome;
}

/** Where the blocks of a message stand. */
export function scopeOf(channel: string, ts: string, api: NonNullable<typeof me.value>): Scope {
  return {
    place: { channel, ts },
    me: api.id,
    act: (press: Press) => told(api.click(press), "This action"),
    suggest: async (press: Press) => {
      const answer = await tried(api.suggest(press), "Options");
      return answer ? [...(answer.option_groups ?? answer.options ?? [])] : [];
    },
    upload: async (file) => (await api.upload(file)).file,
  };
}

export const isMine = (message: Message): boolean => message.user === me.value?.id && !message.bot_id && !isSystem(message);

export async function toggleReaction(message: Message, name: string): Promise<void> {
  const api = me.peek();
  if (api === null) return;
  const mine = message.reactions?.find((one) => one.name === name)?.users.includes(api.id) ?? false;
  await tried(api.react({ ...where(message), name, remove: mine }), "Reaction");
  await refresh("messages");
}

export function openReactions(message: Message, anchor: HTMLElement): void {
  pickEmoji(anchor, "Add reaction", (name) => void toggleReaction(message, name));
}

export async function reply(message: Message): Promise<void> {
  await tried(openThread(message.thread_ts ?? message.ts), "Thread");
  document.querySelector<HTMLElement>(".thread-pane textarea")?.focus();
}

export async function togglePin(message: Message, pinned: boolean): Promise<void> {
  await tried(me.peek()!.pin({ ...where(message), remove: pinned }), "Pin");
  await refresh("messages");
}

export async function remove(message: Message): Promise<void> {
  const sure = await confirm({
    title: { type: "plain_text", text: "Delete message" },
    text: { type: "plain_text", text: "Are you sure you want to delete this message? This cannot be undone." },
    confirm: { type: "plain_text", text: "Delete" },
    deny: { type: "plain_text", text: "Cancel" },
    style: "danger",
  });
  if (!sure) return;
  await tried(me.peek()!.delete(where(message)), "Delete");
  await refresh("messages");
}

/** Take away a message that only oneself sees. */
export async function dismiss(message: Message): Promise<void> {
  await tried(me.peek()!.delete(where(message)), "Dismiss");
  await refresh("messages");
}

async function copyLink(message: Message): Promise<void> {
  try {
    await navigator.clipboard.writeText(message.permalink);
    toast("Link copied.", "note");
  } catch {
    // Browsers keep the clipboard to secure addresses; the link can still be copied by hand.
    toast(message.permalink, "note");
  }
}

/** Begin to change the last message one wrote. */
export function editLast(root: string | null): boolean {
  const own = lastOwn(root);
  if (own) editing.value = own.ts;
  return own !== null;
}

/** Everything that can be done with a message, as a menu. */
export function openActions(message: Message, pinned: boolean, anchor: HTMLElement): void {
  const api = me.peek()!;
  const app = appInfo.peek();
  const mine = isMine(message);
  const own: Item[] = [
    { label: "Edit message", icon: "pencil", does: "edit", run: () => (editing.value = message.ts) },
    { label: "Delete message…", icon: "bin", does: "delete", danger: true, run: () => void remove(message) },
  ];
  const shortcuts: Item[] = (app?.shortcuts ?? [])
    .filter((one) => one.type === "message")
    .map((one) => ({
      label: one.name,
      hint: app?.name,
      icon: "bolt",
      attributes: { "data-callback-id": one.callback_id },
      run: () => void told(api.messageShortcut({ callback_id: one.callback_id, ...where(message) }), `“${one.name}”`),
    }));
  openMenu(anchor, "Message actions", [
    { label: "Add reaction…", icon: "smile", does: "add-reaction", run: () => openReactions(message, anchor) },
    { label: "Reply in thread", icon: "thread", does: "reply", run: () => void reply(message) },
    { label: "Copy link", icon: "link", does: "copy-link", run: () => void copyLink(message) },
    {
      label: pinned ? "Unpin from channel" : "Pin to channel",
      icon: "pin",
      does: "pin",
      run: () => void togglePin(message, pinned),
    },
    ...(shortcuts.length > 0 ? [null, ...shortcuts] : []),
    ...(mine ? [null, ...own] : []),
  ]);
}
