/** What the page knows, as signals, and what it can do. */

import { computed, effect, signal, type ReadonlySignal } from "@preact/signals";

import * as server from "../api";
import { ApiError, asPerson, type Acting } from "../api";
import type { AppInfo, Channel, Person, UserGroup, View } from "../types";
import { canvasOf, insideOf, remember, wanted } from "./address";
import { coalesced } from "./coalesced";
import { catchUp, closeThread, enter, goTo, leave, openThread } from "./conversation";
import * as directory from "./directory";
import { listen, type Poke } from "./live";
import { settled } from "./settled";
import { inWords, toast } from "./toasts";

export { channelName, personName } from "./directory";
export { toast } from "./toasts";

interface Views {
  modal: View | null;
  home: View | null;
}

const acting = signal<Acting | null>(null);
const views = signal<Views>({ modal: null, home: null });
const where = signal("home");

export const me: ReadonlySignal<Acting | null> = acting;
export const people: ReadonlySignal<Map<string, Person>> = directory.peopleNow;
export const groups: ReadonlySignal<UserGroup[]> = directory.groupsNow;
export const channels: ReadonlySignal<Channel[]> = directory.channelsNow;
export const appInfo: ReadonlySignal<AppInfo | null> = directory.appNow;
export const view: ReadonlySignal<Views> = views;
/** The open channel's id, or "home". */
export const place: ReadonlySignal<string> = where;
/** Whether the page hears of changes. */
export const live = signal(false);
/** Whether everything was loaded once. */
export const ready = signal(false);
/** The open conversation, or null in the app's home and while it is unknown. */
export const channel: ReadonlySignal<Channel | null> = computed(
  () => directory.channelsNow.value.find((one) => one.id === where.value) ?? null,
);

export type Part = "people" | "app" | "channels" | "messages" | "view";
const EVERYTHING: readonly Part[] = ["people", "app", "channels", "messages", "view"];

/** Run a load; a refusal becomes a notice. What is not reachable is said by the state in the top bar. */
async function guarded(load: () => Promise<void>): Promise<void> {
  try {
    await load();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code !== "sandbox_unreachable") toast(`The sandbox refused: ${inWords(error.code)}`);
  }
}

/** A load that runs once at a time and is told for whom. */
const loader = (load: (as: Acting) => Promise<void>) =>
  coalesced(() => guarded(async () => (acting.peek() === null ? undefined : load(acting.peek()!))));

const loaders: Record<Part, () => Promise<void>> = {
  people: loader(loadPeople),
  app: loader(async () => {
    directory.appNow.value = settled(directory.appNow.peek(), await server.app());
  }),
  channels: loader(async (as) => {
    const answer = await as.channels();
    if (as === acting.peek()) directory.setChannels(answer.channels);
  }),
  messages: loader(async (as) => {
    await catchUp().catch((error: unknown) => gone(error, as));
  }),
  view: loader(async (as) => {
    const { modal, home } = await as.view();
    if (as !== acting.peek()) return;
    const before = views.peek();
    const next = { modal: settled(before.modal, modal), home: settled(before.home, home) };
    if (next.modal !== before.modal || next.home !== before.home) views.value = next;
  }),
};

async function loadPeople(): Promise<void> {
  const answer = await server.people();
  directory.setPeople(answer.people, answer.usergroups);
}

/** Load parts anew; what is already under way is done once more. */
export async function refresh(...parts: Part[]): Promise<void> {
  await Promise.all(parts.map((part) => loaders[part]()));
}

/** The conversation is not there any more for this person: go where they can be. */
async function gone(error: unknown, as: Acting): Promise<void> {
  if (!(error instanceof ApiError) || error.status !== 404) throw error;
  leave();
  const answer = await as.channels();
  if (as !== acting.peek()) return;
  directory.setChannels(answer.channels);
  await open(settle(null));
}

/** The id of a wanted place (id, name or "home"), or of one that this person can see. */
function settle(wantedPlace: string | null): string {
  const seen = directory.channelsNow.peek();
  if (wantedPlace === "home") return "home";
  const found = seen.find((one) => one.id === wantedPlace) ?? seen.find((one) => one.kind !== "im" && one.name === wantedPlace);
  return (found ?? seen.find((one) => one.name === "general") ?? seen[0])?.id ?? "home";
}

/** Open a channel, at a message of it if one is named, or "home". */
export const open = (to: string, ts?: string): Promise<void> => go(to, ts ?? null, null, true);

async function go(to: string, ts: string | null, root: string | null, step: boolean): Promise<void> {
  const as = acting.peek();
  if (as === null) return;
  const moved = to !== where.peek();
  if (moved) leave();
  where.value = to;
  remember(directory.person(as.id)?.name ?? as.id, to, step && moved);
  if (to === "home") {
    await guarded(async () => void (await as.home()));
    return refresh("view", "channels");
  }
  await guarded(async () => {
    try {
      if (!moved && ts !== null) return await goTo(ts, root);
      await enter(as, to, root === null ? ts : root);
      if (root !== null) await openThread(root, ts);
    } catch (error) {
      await gone(error, as);
    }
  });
}

let stopListening = () => {};

/** Be another person: what they see is loaded anew. */
export const become = (personId: string): Promise<void> => be(personId, where.peek(), null, null);

async function be(personId: string, to: string | null, ts: string | null, root: string | null): Promise<void> {
  stopListening();
  leave();
  const as = asPerson(personId);
  acting.value = as;
  views.value = { modal: null, home: null };
  await refresh("app", "channels", "view");
  if (acting.peek() !== as) return;
  await go(settle(to), ts, root, false);
  stopListening = listen(as.liveUrl, poked, heard);
  ready.value = true;
}

function poked({ channel: changed, what }: Poke): void {
  if (what === "state") return void be(acting.peek()?.id ?? "", where.peek(), null, null);
  const parts = new Set<Part>();
  if (what === "view" || what === "home") parts.add("view");
  else if (what === "app") parts.add("app");
  else if (what === "people") parts.add("people").add("channels");
  else if (changed !== null && changed === where.peek() && what !== "channel" && what !== "read") parts.add("messages");
  else {
    parts.add("channels");
    if (changed === null || changed === where.peek()) parts.add("messages");
  }
  void refresh(...parts);
}

function heard(now: boolean): void {
  live.value = now;
  // What happened before the socket stood, or while it was down, was told to nobody.
  if (now) void refresh(...EVERYTHING);
}

/** Begin: who one is and where, as the address or this browser says. */
export async function start(): Promise<void> {
  const address = wanted();
  await guarded(loadPeople);
  const humans = directory.humans.peek();
  const person = humans.find((one) => one.id === address.as || one.name === address.as) ?? humans[0];
  if (person) await be(person.id, address.place, address.ts, address.thread);
  else setTimeout(start, 1000);
  ready.value = ready.value || person !== undefined;
}

/** The canvas that is open, null for none. */
export const canvas = signal<string | null>(null);

/** Go where a link leads; false when it does not lead to a place of this workspace. */
export function visit(href: string): boolean {
  const read = canvasOf(href, location.href);
  if (read !== null) canvas.value = read;
  if (read !== null) return true;
  const to = insideOf(href, location.href);
  return to !== null && follow(to.place, to.ts, to.thread);
}

/** Go to a place, a message in it, a reply in its thread; false when there is no such place for this person. */
export function follow(to: string | null, ts: string | null, root: string | null): boolean {
  const known = to === "home" ? to : directory.channelById(to ?? "")?.id;
  if (!known) return false;
  void go(known, ts, root, true);
  return true;
}

/** Come back to where the address says, after the browser's Back. */
export function restore(): void {
  const { place: to } = wanted();
  const id = settle(to);
  if (id !== where.peek()) void go(id, null, null, false);
}

/** Open the conversation with one or more people. */
export async function openDirect(users: string[]): Promise<void> {
  const as = acting.peek();
  if (as === null) return;
  await guarded(async () => {
    const answer = await as.direct({ users });
    await refresh("channels");
    await open(answer.channel);
  });
}

effect(() => {
  // A thread belongs to its conversation.
  if (where.value === "home") closeThread();
});
