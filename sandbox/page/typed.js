/** Elements that are typed into: texts, numbers, addresses, dates and times. */

import { committer, current, marks } from "./control.js";
import { h } from "./dom.js";
import { plainText } from "./text.js";

const TYPING_PAUSE_MS = 700;

/** A date or time: committed a moment after typing stops, or when the field is left. */
export function picker(inputType, toInput, fromInput) {
  return (element, block, scope) => {
    const commit = committer(block, element, scope);
    let timer = null;
    const later = () => {
      scope.changed(block, element, fromInput(node.value));
      clearTimeout(timer);
      timer = setTimeout(flush, TYPING_PAUSE_MS);
    };
    const flush = () => {
      clearTimeout(timer);
      if (timer !== null) commit(fromInput(node.value));
      timer = null;
    };
    const value = current(block, element, scope);
    const node = h("input", {
      type: inputType,
      ...marks(block, element),
      value: value === null ? "" : toInput(value),
      "aria-label": block.type === "input" ? null : plainText(element.placeholder) || inputType,
      on: { change: later, blur: flush },
    });
    return node;
  };
}

/** A text field of an input type; Enter or each character tells the app where the element asks for that. */
export function textInput(inputType) {
  return (element, block, scope) => {
    const when = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
    const acts = block.dispatch_action === true;
    const value = () => (node.value === "" ? null : node.value);
    const typed = () => {
      scope.changed(block, element, value());
      if (acts && when.includes("on_character_entered")) scope.act(block, element, value());
    };
    const key = (event) => {
      if (event.key !== "Enter" || event.isComposing || element.multiline) return;
      if (!acts || !when.includes("on_enter_pressed")) return;
      event.preventDefault();
      scope.act(block, element, value());
    };
    const attributes = {
      ...marks(block, element),
      placeholder: plainText(element.placeholder),
      dir: "auto",
      autocomplete: "off",
      "aria-label": block.type === "input" ? null : plainText(element.placeholder) || "Text",
      on: { input: typed, keydown: key },
    };
    const node = element.multiline
      ? h("textarea", { ...attributes, rows: 5 })
      : h("input", {
          ...attributes,
          type: inputType,
          ...(inputType === "number" && {
            step: element.is_decimal_allowed ? "any" : "1",
            min: element.min_value,
            max: element.max_value,
          }),
        });
    node.value = current(block, element, scope) ?? "";
    return node;
  };
}
