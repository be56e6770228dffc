/** Who and what has which name, for the person looking at the page. */

import { computed, signal } from "@preact/signals";

import type { AppInfo, Channel, Person, UserGroup } from "../types";
import { settled } from "./settled";

const SLACKBOT = "USLACKBOT";

export const peopleNow = signal<Map<string, Person>>(new Map());
export const groupsNow = signal<UserGroup[]>([]);
export const channelsNow = signal<Channel[]>([]);
export const appNow = signal<AppInfo | null>(null);

/** Channel names by id. It changes only when a name does, so that a message that names a channel is not drawn at every unread mark. */
const names = signal<Record<string, string>>({});

/** Real people who are still here: whom one can be. */
export const humans = computed(() => [...peopleNow.value.values()].filter((one) => !one.is_bot && !one.deleted));

export function setPeople(list: Person[], groups: UserGroup[]): void {
  const before = [...peopleNow.value.values()];
  if (settled(before, list) !== before) peopleNow.value = new Map(list.map((one) => [one.id, one]));
  groupsNow.value = settled(groupsNow.value, groups);
  nameChannels();
}

export function setChannels(list: Channel[]): void {
  const before = new Map(channelsNow.value.map((one) => [one.id, one]));
  const next = list.map((one) => settled(before.get(one.id), one));
  const unchanged = next.length === channelsNow.value.length && next.every((one, at) => one === channelsNow.value[at]);
  if (!unchanged) channelsNow.value = next;
  nameChannels();
}

/** Take over what an answer says about one conversation. */
export function patchChannel(channel: Channel): void {
  const known = channelsNow.value.some((one) => one.id === channel.id);
  setChannels(known ? channelsNow.value.map((one) => (one.id === channel.id ? channel : one)) : [...channelsNow.value, channel]);
}

function nameChannels(): void {
  names.value = settled(names.value, Object.fromEntries(channelsNow.value.map((one) => [one.id, titleOf(one)])));
}

function titleOf(channel: Channel): string {
  return channel.kind === "im" && channel.with_user ? personName(channel.with_user) : channel.name;
}

export const person = (id: string): Person | undefined => peopleNow.value.get(id);

export function personName(id: string): string {
  const known = person(id);
  if (known) return known.real_name || known.name;
  return id === SLACKBOT ? "Slackbot" : id;
}

export const channelName = (id: string): string | null => names.value[id] ?? null;

export const channelById = (id: string): Channel | undefined => channelsNow.value.find((one) => one.id === id);

export const appName = (): string => appNow.value?.name ?? "App";

/** The direct message between the chosen person and the app, if there is one already. */
export const appChannel = computed(() => {
  const app = appNow.value?.user_id;
  return channelsNow.value.find((one) => one.kind === "im" && one.with_user === app) ?? null;
});
