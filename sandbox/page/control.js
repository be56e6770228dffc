/**
 * What all controls of Block Kit elements share.
 *
 * A `scope` stands for the message or view around them:
 *   value(block, element)            what was entered so far (null: nothing), or undefined
 *   changed(block, element, value)   something was entered
 *   act(block, element, value?)      tell the app (a promise)
 */

import { initialValue } from "./choices.js";
import { ask } from "./confirm.js";

/** The marks by which a control is found: its block and action. */
export const marks = (block, element) => ({
  "data-block-id": block.block_id,
  "data-action-id": element.action_id,
  "data-element-type": element.type,
});

/** What a control shows now: what was entered, which may be nothing (null), else what the element starts with. */
export function current(block, element, scope) {
  const entered = scope.value(block, element);
  return entered === undefined ? initialValue(element) : entered;
}

/** Act after the element's own confirmation, if it has one. Resolves to whether it was done. */
export async function confirmed(block, element, scope, value) {
  if (element.confirm && !(await ask(element.confirm))) return false;
  await scope.act(block, element, value);
  return true;
}

/** A function that records a value and, outside plain inputs, tells the app. */
export function committer(block, element, scope) {
  const acts = block.type !== "input" || block.dispatch_action === true;
  return async (value) => {
    scope.changed(block, element, value);
    if (acts && !(value === null && block.type !== "input")) await confirmed(block, element, scope, value);
  };
}
