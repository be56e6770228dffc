/** Block Kit blocks → DOM nodes. */

import { append, fill, freshId, h, link } from "./dom.js";
import { image, renderElement, unsupported } from "./elements.js";
import { markdown } from "./markdown.js";
import { richText } from "./richtext.js";
import { plainText, textNodes } from "./text.js";

const text = (object, attributes = {}) =>
  append(h("div", { class: "text", dir: "auto", ...attributes }), textNodes(object));

function section(block, scope) {
  return [
    h(
      "div",
      { class: "section-body" },
      block.text && text(block.text),
      block.fields &&
        h(
          "div",
          { class: "fields" },
          block.fields.map((field) => text(field, { class: "text field" })),
        ),
    ),
    block.accessory && h("div", { class: "accessory" }, renderElement(block.accessory, block, scope)),
  ];
}

function contextBlock(block) {
  return (block.elements ?? []).map((element) =>
    element.type === "image"
      ? h("span", { class: "context-image" }, image(element.image_url, element.alt_text ?? ""))
      : text(element),
  );
}

function imageBlock(block) {
  return h(
    "figure",
    {},
    block.title && h("figcaption", { dir: "auto" }, plainText(block.title)),
    image(block.image_url ?? block.slack_file?.url, block.alt_text ?? ""),
  );
}

/** An input with its label, hint and place for an error; the label names the control for assistive technology. */
function input(block, scope) {
  const control = renderElement(block.element, block, scope);
  const labelId = freshId("label");
  const hintId = freshId("hint");
  const errorId = freshId("error");
  const single = /^(INPUT|SELECT|TEXTAREA)$/.test(control.tagName);
  if (single) control.id = freshId("field");
  control.setAttribute("aria-describedby", `${hintId} ${errorId}`);
  if (single) control.setAttribute("aria-required", String(block.optional !== true));
  else control.setAttribute("aria-labelledby", labelId);
  return [
    h(
      single ? "label" : "div",
      { class: "label", id: labelId, for: single ? control.id : null, dir: "auto" },
      plainText(block.label),
      block.optional && h("span", { class: "muted" }, " (optional)"),
    ),
    control,
    h("div", { class: "hint", id: hintId, dir: "auto" }, plainText(block.hint)),
    h("div", { class: "field-error", id: errorId, role: "alert", "data-error-for": block.block_id }),
  ];
}

function cell(content) {
  if (content.type === "rich_text") return richText(content);
  if (content.type === "raw_text" || content.type === "raw_number")
    return [String(content.text ?? content.value ?? "")];
  return [unsupported(`cell: ${content.type}`)];
}

function table(block) {
  const settings = block.column_settings ?? [];
  const row = (cells, tag) =>
    h(
      "tr",
      {},
      cells.map((content, column) =>
        h(
          tag,
          {
            class: `align-${settings[column]?.align ?? "left"}${settings[column]?.is_wrapped ? "" : " no-wrap"}`,
            scope: tag === "th" ? "col" : null,
            dir: "auto",
          },
          cell(content),
        ),
      ),
    );
  const [head = [], ...rest] = block.rows ?? [];
  return h(
    "div",
    { class: "table-scroll", tabindex: "0", role: "group", "aria-label": "Table" },
    h(
      "table",
      {},
      h("thead", {}, row(head, "th")),
      h(
        "tbody",
        {},
        rest.map((cells) => row(cells, "td")),
      ),
    ),
  );
}

const MAKERS = {
  section,
  divider: () => h("hr"),
  header: (block) =>
    h(
      "div",
      { class: "header-text", role: "heading", "aria-level": "3", dir: "auto" },
      plainText(block.text),
    ),
  context: contextBlock,
  actions: (block, scope) => (block.elements ?? []).map((element) => renderElement(element, block, scope)),
  image: imageBlock,
  input,
  rich_text: (block) => h("div", { class: "text", dir: "auto" }, richText(block)),
  file: (block) => h("div", { class: "file-card" }, "📄 ", block.external_id ?? "file"),
  table,
  markdown: (block) => h("div", { class: "text markdown", dir: "auto" }, markdown(block.text)),
  video: (block) =>
    h("div", { class: "file-card" }, "🎬 ", link(block.title_url ?? block.video_url, plainText(block.title))),
};

/** One block; a marked box for an unknown one. */
export function renderBlock(block, scope) {
  const make = Object.hasOwn(MAKERS, block.type) ? MAKERS[block.type] : null;
  const known = make !== null;
  return h(
    "div",
    {
      class: `block block-${known ? block.type : "unknown"}`,
      "data-block-id": block.block_id,
      "data-block-type": block.type,
    },
    known ? make(block, scope) : unsupported(`block: ${block.type}`),
  );
}

export const renderBlocks = (blocks, scope) => (blocks ?? []).map((block) => renderBlock(block, scope));

/** Put one error text at each named block and clear the others; returns the errors that had no place. */
export function showErrors(root, errors) {
  const homeless = { ...errors };
  for (const place of root.querySelectorAll("[data-error-for]")) {
    const message = errors[place.dataset.errorFor];
    delete homeless[place.dataset.errorFor];
    fill(place, message ?? "");
    const control = place.parentElement.querySelector("[data-action-id]");
    if (message) control?.setAttribute("aria-invalid", "true");
    else control?.removeAttribute("aria-invalid");
  }
  root.querySelector("[aria-invalid]:is(input, select, textarea), [aria-invalid] input")?.focus();
  return Object.values(homeless);
}
