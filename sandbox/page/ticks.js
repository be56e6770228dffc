/** Elements of which several can be seen and ticked: radio buttons, checkboxes and every multi select. */

import { choiceGroups } from "./choices.js";
import { committer, current, marks } from "./control.js";
import { append, freshId, h } from "./dom.js";
import { plainText, textNodes } from "./text.js";

/** A list of ticks; a long multi select can be filtered. */
export function ticks(element, block, scope) {
  const many = element.type !== "radio_buttons";
  const dropdown = element.type.startsWith("multi_");
  const name = freshId("choice");
  const chosen = new Set([current(block, element, scope) ?? []].flat());
  const most = element.max_selected_items ?? Infinity;
  const commit = committer(block, element, scope);
  const box = h("div", {
    class: dropdown ? "ticks ticks-scroll" : "ticks",
    role: many ? "group" : "radiogroup",
    ...marks(block, element),
    "aria-label": block.type === "input" ? null : plainText(element.placeholder) || "Options",
  });
  const inputs = () => [...box.querySelectorAll("input[name]")];
  const settle = () => {
    const full = inputs().filter((input) => input.checked).length >= most;
    for (const input of inputs()) input.disabled = many && full && !input.checked;
  };
  const changed = () => {
    settle();
    const values = inputs()
      .filter((input) => input.checked)
      .map((input) => input.value);
    return commit(many ? values : (values[0] ?? null));
  };
  const tick = (choice) => {
    const text = choice.option ? textNodes(choice.option.text) : [choice.label];
    const hint = choice.option ? textNodes(choice.option.description) : [];
    return h(
      "label",
      { class: "tick", "data-value": choice.value },
      h("input", {
        type: many ? "checkbox" : "radio",
        name,
        value: choice.value,
        checked: chosen.has(choice.value),
        on: { change: changed },
      }),
      h("span", { dir: "auto" }, text, hint.length > 0 && h("small", { class: "muted stacked" }, hint)),
    );
  };
  const groups = choiceGroups(element);
  if (dropdown && groups.flatMap((group) => group.choices).length > 8) box.append(filterBox(box));
  for (const group of groups) {
    if (group.label !== null) box.append(h("div", { class: "tick-group" }, group.label));
    append(box, group.choices.map(tick));
  }
  settle();
  return box;
}

function filterBox(box) {
  const narrow = (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    for (const row of box.querySelectorAll(".tick"))
      row.hidden = !row.textContent.toLowerCase().includes(wanted);
  };
  return h("input", {
    type: "search",
    class: "tick-filter",
    placeholder: "Filter…",
    "aria-label": "Filter options",
    on: { input: narrow },
  });
}
