/** The open conversation: what is loaded of it, the thread beside it, and where the reader is. */

import { batch, computed, signal } from "@preact/signals";

import { ApiError, type Acting } from "../api";
import type { Bookmark, CanvasTab, Message, Stretch, Surroundings } from "../types";
import { channelById, patchChannel } from "./directory";
import { settled } from "./settled";
import { PAGE, begun, changed, countAfter, extended, isReply, threadChanged, trimmed, type Loaded } from "./stretch";

export interface Thread {
  root: string;
  /** The root first. */
  messages: readonly Message[];
  /** A reply to bring into view. */
  reveal: string | null;
}

/** A message to bring into view; a new object asks again. */
export interface Reveal {
  ts: string;
}

interface Around {
  pins: string[];
  bookmarks: Bookmark[];
  canvases: CanvasTab[];
  members: string[];
}

export const loaded = signal<Loaded | null>(null);
export const around = signal<Around>({ pins: [], bookmarks: [], canvases: [], members: [] });
export const thread = signal<Thread | null>(null);
export const reveal = signal<Reveal | null>(null);
/** The reader had read up to here when news came; the line of new messages stands after it. */
export const readBefore = signal<string | null>(null);
/** Asks the log to go to its end, whenever it grows. */
export const toEnd = signal(0);
/** The newest message that was in view at the end. */
export const seenUpTo = signal("0");

let api: Acting | null = null;
let channel: string | null = null;
let revision = 0;
let visit = 0;
let loading: "older" | "newer" | null = null;

/** Messages of others below what the reader has in view. */
export const unseen = computed(() => {
  const now = loaded.value;
  return now === null || api === null ? 0 : countAfter(now.messages, seenUpTo.value, api.id);
});

/** Show nothing, until something is opened. */
export function leave(): void {
  visit += 1;
  channel = null;
  batch(() => {
    loaded.value = null;
    thread.value = null;
    reveal.value = null;
    readBefore.value = null;
  });
}

/** Open a conversation at its end, or at a message. Rejects with ApiError when it is not there for this person. */
export async function enter(as: Acting, id: string, ts: string | null): Promise<void> {
  const now = (visit += 1);
  const same = as === api && id === channel;
  const answer = await as.messages(id, ts === null ? { limit: PAGE } : { limit: PAGE, around: ts });
  if (now !== visit) return;
  api = as;
  channel = id;
  loading = null;
  batch(() => {
    const before = channelById(id);
    if (!same) {
      thread.value = null;
      readBefore.value = before && before.unread > 0 ? before.last_read : null;
    }
    take(answer, answer.revision);
    loaded.value = begun(answer, same ? loaded.peek()?.messages : []);
    seenUpTo.value = answer.newer ? seenUpTo.value : (loaded.value.messages.at(-1)?.ts ?? "0");
    reveal.value = ts === null ? null : { ts };
    if (ts === null) toEnd.value += 1;
  });
}

function take(surroundings: Surroundings, upTo: number): void {
  revision = upTo;
  const { pins, bookmarks, canvases, members } = surroundings;
  around.value = settled(around.peek(), { pins, bookmarks, canvases, members });
  patchChannel(surroundings.channel);
}

/** Take over what changed since the last answer. */
export async function catchUp(): Promise<void> {
  const [as, id, now] = [api, channel, visit];
  if (as === null || id === null || loaded.peek() === null) return;
  const answer = await as.changes(id, revision);
  if (now !== visit || loaded.peek() === null) return;
  if (answer.revision < revision) return enter(as, id, null);
  batch(() => {
    const before = loaded.peek()!;
    const unreadFrom = channelById(id)?.last_read ?? "0";
    take(answer, answer.revision);
    loaded.value = changed(before, answer);
    const beside = thread.peek();
    if (beside) {
      const messages = threadChanged(beside.messages, beside.root, answer);
      if (!messages.some((message) => message.ts === beside.root)) thread.value = null;
      else if (messages !== beside.messages) thread.value = { ...beside, messages };
    }
    const away = document.visibilityState !== "visible";
    if (away && readBefore.peek() === null && answer.channel.unread > 0) readBefore.value = unreadFrom;
  });
}

/** Load what comes before or after, if there is more and nothing is being loaded. */
export async function loadMore(side: "older" | "newer"): Promise<void> {
  const [as, id, now, before] = [api, channel, visit, loaded.peek()];
  if (as === null || id === null || before === null || !before[side] || loading !== null) return;
  loading = side;
  const edge = side === "older" ? before.messages[0] : before.messages.at(-1);
  const from = edge === undefined ? {} : side === "older" ? { before: edge.ts } : { after: edge.ts };
  try {
    const answer = await as.messages(id, { limit: PAGE, ...from });
    if (now !== visit || loaded.peek() === null) return;
    // Its messages may be older news than what is shown: ask for changes since then once more.
    revision = Math.min(revision, answer.revision);
    loaded.value = extended(loaded.peek()!, answer, side);
  } finally {
    if (now === visit) loading = null;
  }
}

/** Let go of what is far from the reader, who is nearer to the `near` end. */
export function trim(near: "older" | "newer"): void {
  if (loaded.peek() !== null && loading === null) loaded.value = trimmed(loaded.peek()!, near);
}

/** Go to the newest message, loading it if it is not. */
export async function goToNewest(): Promise<void> {
  if (loaded.peek()?.newer && api && channel) await enter(api, channel, null);
  else toEnd.value += 1;
}

/** Go to a message, loading what is around it if it is not there; a reply opens its thread. */
export async function goTo(ts: string, root: string | null): Promise<void> {
  if (api === null || channel === null) return;
  if (root !== null && root !== ts) return openThread(root, ts);
  const known = loaded.peek()?.messages.some((message) => message.ts === ts);
  if (known) reveal.value = { ts };
  else await enter(api, channel, ts);
}

/** Open the thread of a message beside the log. */
export async function openThread(root: string, showing: string | null = null): Promise<void> {
  const [as, id, now] = [api, channel, visit];
  if (as === null || id === null) return;
  const first = loaded.peek()?.messages.find((message) => message.ts === root);
  const known = thread.peek()?.root === root ? thread.peek()!.messages : first ? [first] : [];
  if (known.length > 0) thread.value = { root, messages: known, reveal: null };
  const answer: Stretch = await as.messages(id, { thread: root });
  if (now !== visit) return;
  revision = Math.min(revision, answer.revision);
  const messages = threadChanged(known, root, { messages: answer.messages, removed: [] });
  thread.value = messages.length === 0 ? null : { root, messages, reveal: showing };
}

export function closeThread(): void {
  thread.value = null;
}

/** The reader has the newest message in view: it counts as read. */
export async function seen(): Promise<void> {
  const now = loaded.peek();
  const newest = now?.messages.at(-1);
  if (api === null || channel === null || !now || now.newer || document.visibilityState !== "visible") return;
  if (newest) seenUpTo.value = newest.ts;
  const known = channelById(channel);
  if (!known?.is_member || (known.unread === 0 && known.mentions === 0)) return;
  patchChannel({ ...known, unread: 0, mentions: 0, last_read: newest?.ts ?? known.last_read });
  try {
    await api.read({ channel });
  } catch (error) {
    // The next visit marks it as read.
    if (!(error instanceof ApiError)) throw error;
  }
}

/** The own message that one may still change: the last in the log, or in the thread if one is asked for. */
export function lastOwn(root: string | null): Message | null {
  const messages = root === null ? loaded.peek()?.messages : thread.peek()?.messages;
  return (
    messages?.findLast((one) => one.user === api?.id && !one.bot_id && !one.subtype && (root !== null || !isReply(one))) ?? null
  );
}
