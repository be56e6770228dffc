/** Selects of one thing stay the browser's own; what is offered comes from the options, or from the people and channels. */

import type { VNode } from "preact";

import { channelName, channels, people, personName } from "../../state/store";
import type { Channel, Kit } from "../../types";
import { marks, named, useControl, type ElementProps } from "../control";
import { offered, plainText, type Choice, type ChoiceGroup, type Directory } from "../values";

const conversationName = (channel: Channel): string =>
  channel.kind === "im" && channel.with_user ? personName(channel.with_user) : (channelName(channel.id) ?? channel.name);

/** The people and channels of the store. */
export const directory = (): Directory => ({ people: people.value.values(), channels: channels.value, nameOf: conversationName });

/** What an element starts with when the app left it to the page: the conversation it stands in. */
export function presentConversation({ element, scope }: ElementProps): string | null {
  return element.default_to_current_conversation && "channel" in scope.place ? scope.place.channel : null;
}

function option(choice: Choice): VNode {
  return <option value={choice.value}>{choice.hint ? `${choice.label} — ${choice.hint}` : choice.label}</option>;
}

function group({ label, choices }: ChoiceGroup): VNode {
  return label === null ? <>{choices.map(option)}</> : <optgroup label={label}>{choices.map(option)}</optgroup>;
}

/** A person or channel that is set and not offered (deactivated, archived) is still named. */
function nameOfMissing(element: Kit, value: string): string {
  return element.type === "users_select" ? personName(value) : (channelName(value) ?? value);
}

export function Select(props: ElementProps): VNode {
  const { element, block, field } = props;
  const control = useControl(props);
  const groups = offered(element, { ...directory(), people: [...people.value.values()] });
  const placeholder = plainText(element.placeholder) || "Choose…";
  const value = String(control.value ?? presentConversation(props) ?? "");
  const missing = value !== "" && !groups.some((one) => one.choices.some((choice) => choice.value === value));
  return (
    <select
      {...marks(block, element)}
      {...named(field, placeholder)}
      aria-busy={control.busy || undefined}
      data-focus-on-load={element.focus_on_load || undefined}
      value={value}
      onChange={(event) => void control.commit(event.currentTarget.value || null)}
    >
      <option value="">{placeholder}</option>
      {groups.map(group)}
      {missing && <option value={value}>{nameOfMissing(element, value)}</option>}
    </select>
  );
}
