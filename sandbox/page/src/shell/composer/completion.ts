/** What can complete a text while it is typed: commands, people and groups, channels, emoji. Pure. */

import type { AppInfo, Channel, Person, UserGroup } from "../../types";

export interface Offer {
  /** What is typed for it. */
  text: string;
  label: string;
  hint: string;
  sign?: string;
}

export interface Offers {
  kind: "command" | "name" | "channel" | "emoji";
  /** Where the text that is completed begins. */
  from: number;
  offers: Offer[];
}

/** What there is to offer. */
export interface Known {
  people: readonly Person[];
  groups: readonly UserGroup[];
  channels: readonly Channel[];
  members: readonly string[];
  commands: AppInfo["commands"];
  emojiNames: () => readonly string[];
  emoji: (name: string) => string | null;
}

const MOST = 8;
const RANGES: readonly (readonly [string, string])[] = [
  ["here", "Notify everyone who is here"],
  ["channel", "Notify everyone in this channel"],
];

function commands(before: string, known: Known): Offers | null {
  if (!/^\/[\w-]*$/.test(before)) return null;
  const offers = known.commands
    .filter((one) => one.command.startsWith(before))
    .map((one) => ({
      text: one.command,
      label: one.command,
      hint: [one.usage_hint, one.description].filter(Boolean).join(" — "),
    }));
  return { kind: "command", from: 0, offers };
}

/** The ways to go on after a command, as its usage hint lists them ("declare what you see | update | help"). */
export function ways(usage: string): { word: string; rest: string }[] {
  if (!usage.includes("|")) return [];
  return usage
    .replace(/^\[|\]$/g, "")
    .split("|")
    .map((way) => /^([\w-]+)\s*(.*)$/.exec(way.trim()))
    .flatMap((found) => (found ? [{ word: found[1]!, rest: found[2]! }] : []));
}

function subcommands(before: string, known: Known): Offers | null {
  const found = /^(\/[\w-]+) ([\w-]*)$/.exec(before);
  const command = known.commands.find((one) => one.command === found?.[1]);
  if (!found || !command) return null;
  const offers = ways(command.usage_hint)
    .filter(({ word }) => word.startsWith(found[2]!))
    .map(({ word, rest }) => ({ text: word, label: `${command.command} ${word}`, hint: rest }));
  return { kind: "command", from: before.length - found[2]!.length, offers };
}

const begins = (typed: string, ...words: string[]): boolean =>
  words.some(
    (word) =>
      word
        .toLowerCase()
        .split(/[\s._-]+/)
        .some((part) => part.startsWith(typed)) || word.toLowerCase().startsWith(typed),
  );

function somebody(before: string, known: Known): Offers | null {
  const found = /(?:^|[\s(])@([\w.-]*)$/.exec(before);
  if (!found) return null;
  const typed = found[1]!.toLowerCase();
  const here = new Set(known.members);
  const people = known.people
    .filter((one) => !one.deleted && begins(typed, one.name, one.real_name))
    .sort((a, b) => Number(here.has(b.id)) - Number(here.has(a.id)))
    .map((one) => ({
      text: `@${one.name}`,
      label: one.real_name || one.name,
      hint: [one.name, one.is_bot ? "app" : one.title, here.has(one.id) ? "" : "not in channel"].filter(Boolean).join(" · "),
    }));
  const groups = known.groups
    .filter((one) => begins(typed, one.handle, one.name))
    .map((one) => ({ text: `@${one.handle}`, label: `@${one.handle}`, hint: `${one.name} · ${one.users.length} people` }));
  const ranges = RANGES.filter(([name]) => name.startsWith(typed)).map(([name, hint]) => ({
    text: `@${name}`,
    label: `@${name}`,
    hint,
  }));
  return {
    kind: "name",
    from: before.length - typed.length - 1,
    offers: [...people.slice(0, MOST - 2), ...groups, ...ranges].slice(0, MOST),
  };
}

function rooms(before: string, known: Known): Offers | null {
  const found = /(?:^|[\s(])#([\p{L}\p{N}_-]*)$/u.exec(before);
  if (!found) return null;
  const typed = found[1]!.toLowerCase();
  const offers = known.channels
    .filter((one) => (one.kind === "channel" || one.kind === "group") && begins(typed, one.name))
    .map((one) => ({ text: `#${one.name}`, label: `#${one.name}`, hint: one.is_archived ? "archived" : one.topic }));
  return { kind: "channel", from: before.length - found[1]!.length - 1, offers };
}

function faces(before: string, known: Known): Offers | null {
  const found = /(?:^|[\s(]):([a-z0-9_+-]{2,})$/i.exec(before);
  if (!found) return null;
  const typed = found[1]!.toLowerCase();
  const names = known.emojiNames();
  const fitting = [
    ...names.filter((name) => name.startsWith(typed)),
    ...names.filter((name) => !name.startsWith(typed) && name.includes(typed)),
  ];
  const offers = fitting
    .slice(0, MOST)
    .map((name) => ({ text: `:${name}:`, label: `:${name}:`, hint: "", sign: known.emoji(name) ?? "" }));
  return { kind: "emoji", from: before.length - typed.length - 1, offers };
}

/** What completes the text before the caret, or null. */
export function offersFor(before: string, known: Known): Offers | null {
  const found =
    commands(before, known) ??
    subcommands(before, known) ??
    somebody(before, known) ??
    rooms(before, known) ??
    faces(before, known);
  return found && found.offers.length > 0 ? { ...found, offers: found.offers.slice(0, MOST) } : null;
}

/** The text with an offer taken in place of what was typed for it, and where the caret stands then. */
export function taken(text: string, caret: number, from: number, offer: Offer): { text: string; caret: number } {
  const after = text.slice(caret).replace(/^ /, "");
  const begun = `${text.slice(0, from)}${offer.text} `;
  return { text: begun + after, caret: begun.length };
}

/** The command that a text runs, for a line about how it is used. */
export function commandOf(text: string, list: AppInfo["commands"]): AppInfo["commands"][number] | null {
  const name = /^(\/[\w-]+)(?:\s|$)/.exec(text)?.[1];
  return list.find((one) => one.command === name) ?? null;
}
