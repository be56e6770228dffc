/** Block Kit elements → controls; see `control.js` for what a `scope` is. */

import { choiceGroups } from "./choices.js";
import { committer, confirmed, current, marks } from "./control.js";
import { append, h, safeUrl } from "./dom.js";
import { openMenu } from "./menu.js";
import { plainText } from "./text.js";
import { ticks } from "./ticks.js";
import { fromLocalInput, toLocalInput } from "./times.js";
import { picker, textInput } from "./typed.js";

export function unsupported(what) {
  return h("div", { class: "unsupported", role: "note" }, `unsupported ${what}`);
}

export function image(url, alt) {
  const source = safeUrl(url);
  const broken = () => h("span", { class: "broken-image", role: "img", "aria-label": alt }, `🖼 ${alt}`);
  if (source === null) return broken();
  const node = h("img", { src: source, alt, loading: "lazy", referrerpolicy: "no-referrer" });
  node.addEventListener("error", () => node.replaceWith(broken()));
  return node;
}

function button(element, block, scope) {
  const styles = ["primary", "danger"].includes(element.style) ? element.style : "";
  const press = async () => {
    node.setAttribute("aria-busy", "true");
    const done = await confirmed(block, element, scope).finally(() => node.removeAttribute("aria-busy"));
    const address = element.url && safeUrl(element.url);
    if (done && address) window.open(address, "_blank", "noopener,noreferrer");
  };
  const node = h(
    "button",
    {
      type: "button",
      class: `button ${styles}`,
      dir: "auto",
      ...marks(block, element),
      "data-value": element.value,
      "aria-label": element.accessibility_label,
      on: { click: () => node.getAttribute("aria-busy") || press() },
    },
    plainText(element.text),
    element.url && h("span", { class: "outward", "aria-hidden": "true" }, " ↗"),
  );
  return node;
}

function overflow(element, block, scope) {
  const pick = async (option) => {
    const done = await confirmed(block, element, scope, option.value);
    const address = option.url && safeUrl(option.url);
    if (done && address) window.open(address, "_blank", "noopener,noreferrer");
  };
  const items = (element.options ?? []).map((option) => ({
    label: plainText(option.text),
    hint: plainText(option.description),
    attributes: { "data-value": option.value },
    run: () => pick(option),
  }));
  const node = h(
    "button",
    {
      type: "button",
      class: "button icon-button",
      "aria-label": "More actions",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      ...marks(block, element),
      on: { click: () => openMenu(node, items, { label: "More actions" }) },
    },
    "⋯",
  );
  return node;
}

function optionNodes(groups) {
  const one = (choice) =>
    h("option", { value: choice.value }, choice.hint ? `${choice.label} — ${choice.hint}` : choice.label);
  return groups.map((group) =>
    group.label === null
      ? group.choices.map(one)
      : h("optgroup", { label: group.label }, group.choices.map(one)),
  );
}

function select(element, block, scope) {
  const commit = committer(block, element, scope);
  const groups = choiceGroups(element);
  const placeholder = plainText(element.placeholder) || "Choose…";
  const node = h("select", {
    ...marks(block, element),
    "aria-label": block.type === "input" ? null : placeholder,
    on: { change: () => commit(node.value || null) },
  });
  append(node, [h("option", { value: "" }, placeholder), optionNodes(groups)]);
  const value = current(block, element, scope) ?? "";
  if (value && ![...node.options].some((option) => option.value === value))
    node.append(h("option", { value }, value));
  node.value = value;
  return node;
}

const same = (value) => value;
const orNull = (value) => value || null;

const MAKERS = {
  button,
  overflow,
  image: (element) =>
    h(
      "span",
      { class: "block-image-small" },
      image(element.image_url ?? element.slack_file?.url, element.alt_text ?? ""),
    ),
  static_select: select,
  users_select: select,
  conversations_select: select,
  channels_select: select,
  multi_static_select: ticks,
  multi_users_select: ticks,
  multi_conversations_select: ticks,
  multi_channels_select: ticks,
  radio_buttons: ticks,
  checkboxes: ticks,
  datepicker: picker("date", same, orNull),
  timepicker: picker("time", same, orNull),
  datetimepicker: picker("datetime-local", toLocalInput, fromLocalInput),
  plain_text_input: textInput("text"),
  number_input: textInput("number"),
  email_text_input: textInput("email"),
  url_text_input: textInput("url"),
};

/** The control of one element; a marked box for an unknown one. */
export function renderElement(element, block, scope) {
  const make = Object.hasOwn(MAKERS, element.type) ? MAKERS[element.type] : null;
  return make ? make(element, block, scope) : unsupported(`element: ${element.type}`);
}
