/** What a person has entered in a view (modal or home), kept while the app redraws it, as Slack does for equal block and action ids. */

import { stateValue } from "./choices.js";

const key = (block, element) => `${block.block_id ?? ""}\u0000${element.action_id ?? ""}`;

/** A scope (see `control.js`) for views; `act(body)` sends one click. */
export class ViewScope {
  #entered = new Map();
  #act;

  constructor(act) {
    this.#act = act;
    this.view = null;
  }

  value(block, element) {
    const entered = this.#entered.get(key(block, element));
    if (entered) return entered.value;
    const state = this.view.state?.values?.[block.block_id]?.[element.action_id];
    return state && stateValue(state);
  }

  changed(block, element, value) {
    this.#entered.set(key(block, element), { block, element, value });
  }

  act(block, element, value) {
    const body = { view_id: this.view.id, action_id: element.action_id, block_id: block.block_id };
    return this.#act(value === undefined ? body : { ...body, value });
  }

  /** Touched inputs that the view still shows: {block_id or action_id: value}. */
  values() {
    const shown = new Set(
      (this.view.blocks ?? [])
        .filter((block) => block.type === "input")
        .map((block) => key(block, block.element)),
    );
    const touched = [...this.#entered].filter(([name]) => shown.has(name)).map(([, entry]) => entry);
    return Object.fromEntries(
      touched.map(({ block, element, value }) => [block.block_id ?? element.action_id, value]),
    );
  }

  /** Inputs that must be filled and are not: {block_id: text}. */
  missing(initial) {
    const empty = (block) => {
      const entered = this.value(block, block.element);
      const value = entered === undefined ? initial(block.element) : entered;
      return value === null || value.length === 0;
    };
    const blank = (this.view.blocks ?? []).filter(
      (block) => block.type === "input" && block.optional !== true && empty(block),
    );
    return Object.fromEntries(blank.map((block) => [block.block_id, "Please complete this required field."]));
  }
}
