/** The values of elements: what they start with, what the server remembers, and what they offer. */

import type { Channel, Kit, Person } from "../types";
import { withEmoji } from "./emoji";

/** What the control API takes as a value: text, an option's value, an id, a date, seconds, rich text, or a list; null for nothing. */
export type Entered = string | number | string[] | Kit | null;

export interface Choice {
  value: string;
  label: string;
  hint?: string;
  option?: Kit;
}

export interface ChoiceGroup {
  label: string | null;
  choices: Choice[];
}

/** A text object as one string. */
export function plainText(object: Kit | string | null | undefined): string {
  if (object === null || object === undefined) return "";
  if (typeof object === "string") return object;
  return object.emoji === false ? String(object.text ?? "") : withEmoji(String(object.text ?? ""));
}

export const isMany = (element: Kit): boolean => /^multi_|^checkboxes$|^file_input$/.test(element.type);

const INITIAL: Record<string, string> = {
  static_select: "initial_option",
  external_select: "initial_option",
  radio_buttons: "initial_option",
  multi_static_select: "initial_options",
  multi_external_select: "initial_options",
  checkboxes: "initial_options",
  users_select: "initial_user",
  multi_users_select: "initial_users",
  channels_select: "initial_channel",
  multi_channels_select: "initial_channels",
  conversations_select: "initial_conversation",
  multi_conversations_select: "initial_conversations",
  datepicker: "initial_date",
  timepicker: "initial_time",
  datetimepicker: "initial_date_time",
};

const bare = (one: Kit | string | number): string | number | Kit =>
  typeof one === "object" ? (one.value ?? one.id ?? one) : one;

/** An option, a file or an id → its value; lists alike. */
function simple(value: unknown): Entered {
  if (Array.isArray(value)) return value.map((one) => String(bare(one)));
  if (value === null || value === undefined || value === "") return null;
  return bare(value as Kit) as Entered;
}

/** The value an element starts with. */
export function initialValue(element: Kit): Entered {
  const value = element[INITIAL[element.type] ?? "initial_value"];
  return isMany(element) ? (simple(value) ?? []) : simple(value);
}

/** The value of one entry of `view.state.values`. */
export function stateValue(state: Kit): Entered {
  const held = Object.entries(state).find(([name]) => /^(?:value|files|rich_text_value|selected_\w+)$/.test(name));
  return simple(held?.[1]);
}

/** The options and files an element or its state came with, for naming what is picked. */
export function knownOptions(element: Kit, state?: Kit): Kit[] {
  const held = [element.initial_option, element.initial_options, state?.selected_option, state?.selected_options, state?.files];
  return held.flat().filter((one) => one !== null && typeof one === "object");
}

export const fromOption = (option: Kit): Choice => ({
  value: String(option.value ?? ""),
  label: plainText(option.text),
  hint: plainText(option.description),
  option,
});

/** Options, or groups of options, as groups of choices. */
export function grouped(options: Kit[]): ChoiceGroup[] {
  const groups: ChoiceGroup[] = [];
  for (const one of options) {
    if (Array.isArray(one.options)) groups.push({ label: plainText(one.label), choices: one.options.map(fromOption) });
    else if (groups.at(-1)?.label === null) groups.at(-1)!.choices.push(fromOption(one));
    else groups.push({ label: null, choices: [fromOption(one)] });
  }
  return groups;
}

/** People and channels to choose from, as the reader sees them. */
export interface Directory {
  people: Iterable<Person>;
  channels: Channel[];
  nameOf(channel: Channel): string;
}

const KINDS: Record<string, Channel["kind"]> = { public: "channel", private: "group", im: "im", mpim: "mpim" };

function peopleChoices(directory: Directory): Choice[] {
  return [...directory.people]
    .filter((person) => !person.deleted)
    .map((person) => ({ value: person.id, label: `${person.real_name || person.name} (@${person.name})` }));
}

function channelChoices(element: Kit, directory: Directory, kinds: Channel["kind"][]): Choice[] {
  const bots = new Set([...directory.people].filter((person) => person.is_bot).map((person) => person.id));
  const leaveBots = element.filter?.exclude_bot_users === true;
  return directory.channels
    .filter((channel) => kinds.includes(channel.kind) && !channel.is_archived)
    .filter((channel) => !(leaveBots && channel.with_user && bots.has(channel.with_user)))
    .map((channel) => ({
      value: channel.id,
      label: (channel.kind === "im" || channel.kind === "mpim" ? "" : "#") + directory.nameOf(channel),
    }));
}

/** What an element offers by itself; external selects offer nothing until asked. */
export function offered(element: Kit, directory: Directory): ChoiceGroup[] {
  const kind = String(element.type).replace(/^multi_/, "");
  const include: string[] = element.filter?.include ?? ["public", "private", "im", "mpim"];
  if (kind === "users_select") return [{ label: null, choices: peopleChoices(directory) }];
  if (kind === "channels_select") return [{ label: null, choices: channelChoices(element, directory, ["channel"]) }];
  if (kind === "conversations_select") {
    const kinds = include.map((name) => KINDS[name]).filter((one) => one !== undefined);
    return [{ label: null, choices: channelChoices(element, directory, kinds) }];
  }
  return grouped(element.option_groups ?? element.options ?? []);
}

/** The groups with only the choices that contain every typed word; at most `most` of them. */
export function narrowed(groups: ChoiceGroup[], typed: string, most = 100): ChoiceGroup[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (choice: Choice) => {
    const text = `${choice.label} ${choice.hint ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  let left = most;
  return groups
    .map((group) => {
      const choices = group.choices.filter(fits).slice(0, left);
      left -= choices.length;
      return { ...group, choices };
    })
    .filter((group) => group.choices.length > 0);
}

/** The plain text of a rich_text block, for a field it can be typed into. */
export function richTextToPlain(block: Kit | null | undefined): string {
  const leaf = (one: Kit): string =>
    one.elements ? lines(one) : String(one.text ?? one.url ?? (one.name ? `:${one.name}:` : (one.user_id ?? one.channel_id ?? "")));
  const lines = (part: Kit): string => part.elements.map(leaf).join(part.type === "rich_text_list" ? "\n" : "");
  return (block?.elements ?? []).map(lines).join("\n");
}

/** What the client sends for typed rich text. */
export function plainToRichText(text: string): Kit | null {
  if (text === "") return null;
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}
