/** What the choosing elements offer: options, option groups, people and channels, in one shape. */

import { directory } from "./directory.js";
import { plainText } from "./text.js";

const fromOption = (option) => ({
  value: option.value,
  label: plainText(option.text),
  hint: plainText(option.description),
  option,
});

function peopleChoices() {
  return directory
    .people()
    .filter((person) => !person.deleted)
    .map((person) => ({ value: person.id, label: `${person.real_name || person.name} (@${person.name})` }));
}

function channelChoices(kinds) {
  return directory
    .channels()
    .filter((channel) => kinds.includes(channel.kind) && !channel.is_archived)
    .map((channel) => ({
      value: channel.id,
      label: (channel.kind === "im" ? "" : "#") + directory.channelName(channel.id),
    }));
}

const FILTER_KINDS = { public: "channel", private: "group", im: "im" };

function conversationChoices(element) {
  const include = element.filter?.include?.map((kind) => FILTER_KINDS[kind]);
  return channelChoices(include ?? ["channel", "group", "im"]);
}

/** Groups of choices: [{label|null, choices: [{value, label, hint?, option?}]}]; null when the element cannot be offered here. */
export function choiceGroups(element) {
  const kind = element.type.replace(/^multi_/, "");
  if (kind === "users_select") return [{ label: null, choices: peopleChoices() }];
  if (kind === "channels_select") return [{ label: null, choices: channelChoices(["channel"]) }];
  if (kind === "conversations_select") return [{ label: null, choices: conversationChoices(element) }];
  if (element.option_groups) {
    return element.option_groups.map((group) => ({
      label: plainText(group.label),
      choices: group.options.map(fromOption),
    }));
  }
  return [{ label: null, choices: (element.options ?? []).map(fromOption) }];
}

/** The value of one entry of `view.state.values`, in the shape of `initialValue`. */
export function stateValue(state) {
  const [, value = null] =
    Object.entries(state).find(([name]) => name === "value" || name.startsWith("selected_")) ?? [];
  if (Array.isArray(value)) return value.map((one) => one?.value ?? one);
  return value?.value ?? value;
}

/** The value an element starts with: a string, a list for several, or null. */
export function initialValue(element) {
  switch (element.type) {
    case "static_select":
    case "radio_buttons":
      return element.initial_option?.value ?? null;
    case "multi_static_select":
    case "checkboxes":
      return (element.initial_options ?? []).map((option) => option.value);
    case "users_select":
      return element.initial_user ?? null;
    case "multi_users_select":
      return element.initial_users ?? [];
    case "channels_select":
      return element.initial_channel ?? null;
    case "multi_channels_select":
      return element.initial_channels ?? [];
    case "conversations_select":
      return element.initial_conversation ?? null;
    case "multi_conversations_select":
      return element.initial_conversations ?? [];
    case "datepicker":
      return element.initial_date ?? null;
    case "timepicker":
      return element.initial_time ?? null;
    case "datetimepicker":
      return element.initial_date_time ?? null;
    default:
      return element.initial_value ?? null;
  }
}
