/** A question before something is done; Esc and "Cancel" mean no. */

import { append, freshId, h } from "./dom.js";
import { plainText, textNodes } from "./text.js";

/** Ask with a Block Kit confirm object (`title, text, confirm, deny, style`); resolves to true or false. */
export function ask(question) {
  return new Promise((resolve) => {
    const opener = document.activeElement;
    const titleId = freshId("confirm");
    const yes = h(
      "button",
      {
        type: "submit",
        class: question.style === "danger" ? "danger" : "primary",
        value: "yes",
        "data-confirm": "yes",
      },
      plainText(question.confirm) || "Yes",
    );
    const no = h(
      "button",
      { type: "submit", value: "no", "data-confirm": "no" },
      plainText(question.deny) || "Cancel",
    );
    const dialog = h(
      "dialog",
      {
        class: "confirm",
        "aria-labelledby": titleId,
        on: {
          close: () => {
            dialog.remove();
            opener?.focus?.();
            resolve(dialog.returnValue === "yes");
          },
        },
      },
      h(
        "form",
        { method: "dialog" },
        h("h2", { id: titleId, dir: "auto" }, plainText(question.title) || "Are you sure?"),
        append(h("div", { class: "text", dir: "auto" }), textNodes(question.text)),
        h("div", { class: "dialog-buttons" }, no, yes),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  });
}
