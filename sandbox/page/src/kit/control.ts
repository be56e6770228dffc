/** What all controls of Block Kit elements share. */

import { createContext } from "preact";
import { useContext, useState } from "preact/hooks";

import type { Kit } from "../types";
import { confirm } from "./confirm";
import { Form, messageForm } from "./form";
import type { Scope } from "./scope";
import type { Entered } from "./values";

/** The label, hint and error around a control of an input block. */
export interface Field {
  id: string;
  labelId: string;
  describedBy: string;
  required: boolean;
  invalid: boolean;
}

export interface ElementProps {
  element: Kit;
  block: Kit;
  scope: Scope;
  field?: Field;
}

/** The blocks that stand together in one view or message, and what was entered in them. */
export const Together = createContext<{ blocks: Kit[]; form: Form }>({ blocks: [], form: new Form() });

/** The form of a scope: that of its view, else the one kept for its message. */
export function formOf(scope: Scope): Form {
  return scope.form ?? messageForm(JSON.stringify([scope.me, scope.place]));
}

/** The marks by which a control is found: its block and action. */
export const marks = (block: Kit, element: Kit) => ({
  "data-block-id": block.block_id,
  "data-action-id": element.action_id,
  "data-element-type": element.type,
});

/** How assistive technology names a single control. */
export function named(field: Field | undefined, fallback: string) {
  return field
    ? { id: field.id, "aria-describedby": field.describedBy, "aria-required": field.required, "aria-invalid": field.invalid || undefined }
    : { "aria-label": fallback };
}

/** How assistive technology names a group of controls. */
export function namedGroup(field: Field | undefined, fallback: string) {
  return field
    ? { "aria-labelledby": field.labelId, "aria-describedby": field.describedBy, "aria-invalid": field.invalid || undefined }
    : { "aria-label": fallback };
}

export interface Control {
  value: Entered;
  busy: boolean;
  /** Note what is being entered, without telling the app. */
  enter(value: Entered): void;
  /** Enter a value and, outside plain inputs, tell the app; resolves to whether it stands (a confirmation may be denied). */
  commit(value: Entered): Promise<boolean>;
  /** Tell the app about a press, or about the present value, after the element's confirmation. */
  act(value?: Entered): Promise<boolean>;
}

/** Bring the server up to date with what was typed, so that the app sees it in `state.values`. */
async function tellFresh(blocks: Kit[], form: Form, scope: Scope): Promise<void> {
  const tell = scope.note ?? scope.act;
  const presses = form.takeFresh(blocks).map(({ block, element, value }) =>
    tell({ ...scope.place, action_id: element.action_id, block_id: block.block_id, value }),
  );
  await Promise.all(presses);
}

/** Whether the app is told when this element changes. */
export const isTold = (block: Kit): boolean => block.type !== "input" || block.dispatch_action === true;

export function useControl({ element, block, scope }: ElementProps): Control {
  const { blocks, form } = useContext(Together);
  const [, redraw] = useState(0);
  const [busy, setBusy] = useState(false);
  const enter = (value: Entered) => {
    form.enter(block, element, value);
    redraw((count) => count + 1);
  };
  const send = async (value?: Entered) => {
    setBusy(true);
    try {
      form.told(block, element);
      await tellFresh(blocks, form, scope);
      await scope.act({ ...scope.place, action_id: element.action_id, block_id: block.block_id, ...(value === undefined ? {} : { value }) });
    } finally {
      setBusy(false);
    }
  };
  const act = async (value?: Entered) => {
    if (element.confirm && !(await confirm(element.confirm))) return false;
    await send(value);
    return true;
  };
  const commit = async (value: Entered) => {
    const before = form.current(block, element, scope.values);
    enter(value);
    if (!isTold(block) || (value === null && block.type !== "input")) return true;
    if (await act(value)) return true;
    enter(before);
    return false;
  };
  return { value: form.current(block, element, scope.values), busy, enter, commit, act };
}
