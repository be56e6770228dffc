/** Every interactive element of Block Kit by its type. */

import type { ComponentType, VNode } from "preact";

import type { ElementProps } from "../control";
import { ImageElement } from "../image";
import { Unsupported } from "../unsupported";
import { Button, FeedbackButtons, IconButton, Overflow, WorkflowButton } from "./buttons";
import { Combobox } from "./Combobox";
import { FileInput } from "./files";
import { Picker } from "./pickers";
import { Select } from "./selects";
import { Ticks } from "./ticks";
import { TextInput } from "./typed";

const KINDS = new Map<string, ComponentType<ElementProps>>([
  ["button", Button],
  ["workflow_button", WorkflowButton],
  ["icon_button", IconButton],
  ["feedback_buttons", FeedbackButtons],
  ["overflow", Overflow],
  ["static_select", Select],
  ["users_select", Select],
  ["conversations_select", Select],
  ["channels_select", Select],
  ["external_select", Combobox],
  ["multi_static_select", Combobox],
  ["multi_users_select", Combobox],
  ["multi_conversations_select", Combobox],
  ["multi_channels_select", Combobox],
  ["multi_external_select", Combobox],
  ["radio_buttons", Ticks],
  ["checkboxes", Ticks],
  ["datepicker", Picker],
  ["timepicker", Picker],
  ["datetimepicker", Picker],
  ["plain_text_input", TextInput],
  ["number_input", TextInput],
  ["email_text_input", TextInput],
  ["url_text_input", TextInput],
  ["rich_text_input", TextInput],
  ["file_input", FileInput],
]);

/** Elements with several controls, which a label cannot point at. */
const GROUPS = new Set(["radio_buttons", "checkboxes"]);
export const isGroup = (type: string): boolean => GROUPS.has(type) || !KINDS.has(type);

/** The control of one element; a marked box for an unknown one. */
export function Element(props: ElementProps): VNode {
  const { element } = props;
  if (element.type === "image") return <ImageElement image={element} class="small-image" />;
  const Kind = KINDS.get(element.type);
  return Kind ? <Kind {...props} key={`${props.block.block_id}/${element.action_id}/${element.type}`} /> : <Unsupported what={element.type} />;
}
