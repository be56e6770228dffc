/** Changing the text of one's own message. */

import { ApiError } from "./api.js";
import { fill, freshId, h } from "./dom.js";
import { toTyped, withPicks } from "./wire.js";

/** Ask for the new text and save it; Enter saves, Esc leaves the message as it was. */
export function editDialog(workspace, message) {
  const titleId = freshId("edit");
  const error = h("div", { class: "form-error", role: "alert" });
  const input = h("textarea", { rows: 4, "aria-labelledby": titleId, dir: "auto" });
  input.value = toTyped(message.text ?? "");
  const save = async (event) => {
    event.preventDefault();
    try {
      await workspace.api.edit({
        channel: workspace.channel,
        ts: message.ts,
        text: withPicks(input.value.trim()),
      });
      dialog.close();
      await workspace.refresh("messages");
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      fill(error, `Not saved: ${failure.code}`);
    }
  };
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) save(event);
  });
  const dialog = h(
    "dialog",
    { class: "confirm", "aria-labelledby": titleId, on: { close: () => dialog.remove() } },
    h(
      "form",
      { on: { submit: save } },
      h("h2", { id: titleId }, "Edit message"),
      input,
      error,
      h(
        "div",
        { class: "dialog-buttons" },
        h("button", { type: "button", on: { click: () => dialog.close() } }, "Cancel"),
        h("button", { type: "submit", class: "primary", "data-do": "save-edit" }, "Save"),
      ),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  input.setSelectionRange(input.value.length, input.value.length);
}
