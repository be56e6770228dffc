/** The modal: shows the view on top of the person's stack, sends what they enter and shows errors in place. */

import { ApiError, complaint } from "./api.js";
import { renderBlocks, showErrors } from "./blocks.js";
import { initialValue } from "./choices.js";
import { append, fill, freshId, h } from "./dom.js";
import { keepingFocus } from "./focus.js";
import { plainText } from "./text.js";
import { ViewScope } from "./viewscope.js";

export class Modal {
  #workspace;
  #dialog = null;
  #drawn = "";
  #scopes = new Map();
  #opener = null;

  constructor(workspace) {
    this.#workspace = workspace;
  }

  /** Show this view, or nothing for null. Drawing the same view again changes nothing. */
  show(view) {
    if (view === null) {
      this.#leave();
      return;
    }
    const drawn = JSON.stringify(view);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const scope = this.#scopeOf(view);
    const form = this.#form(view, scope);
    if (this.#dialog === null) {
      this.#opener = document.activeElement;
      this.#dialog = h("dialog", { class: "modal", on: { cancel: (event) => this.#cancelled(event) } });
      document.body.append(this.#dialog);
    }
    const sameView = this.#dialog.dataset.viewId === view.id;
    const scrolled = sameView ? this.#dialog.querySelector(".modal-body").scrollTop : 0;
    this.#dialog.dataset.viewId = view.id;
    this.#dialog.dataset.callbackId = view.callback_id ?? "";
    this.#dialog.setAttribute("aria-labelledby", form.querySelector("h2").id);
    keepingFocus(this.#dialog, () => fill(this.#dialog, form));
    if (!this.#dialog.open) this.#dialog.showModal();
    form.querySelector(".modal-body").scrollTop = scrolled;
    if (!sameView) this.#focusFirst(form);
  }

  #focusFirst(form) {
    const first =
      form.querySelector(".modal-body :is(input, select, textarea):not([disabled])") ??
      form.querySelector(".modal-foot button:last-of-type");
    first?.focus();
  }

  #scopeOf(view) {
    if (!this.#scopes.has(view.id)) this.#scopes.set(view.id, new ViewScope((body) => this.#click(body)));
    const scope = this.#scopes.get(view.id);
    scope.view = view;
    return scope;
  }

  #form(view, scope) {
    const titleId = freshId("modal-title");
    const close = () => this.#close(view);
    const hasInputs = (view.blocks ?? []).some((block) => block.type === "input");
    const submit =
      (view.submit || hasInputs) &&
      h(
        "button",
        { type: "submit", class: "primary", "data-do": "submit-view" },
        plainText(view.submit) || "Submit",
      );
    return h(
      "form",
      { novalidate: true, on: { submit: (event) => this.#submit(event, view, scope) } },
      h(
        "header",
        { class: "modal-head" },
        h("h2", { id: titleId, dir: "auto" }, plainText(view.title)),
        h(
          "button",
          {
            type: "button",
            class: "plain",
            "aria-label": "Close dialog",
            "data-do": "dismiss-view",
            on: { click: close },
          },
          "×",
        ),
      ),
      append(h("div", { class: "modal-body" }), renderBlocks(view.blocks, scope)),
      h(
        "footer",
        { class: "modal-foot" },
        h("div", { class: "form-error", role: "alert" }),
        h(
          "button",
          { type: "button", "data-do": "close-view", on: { click: close } },
          plainText(view.close) || (submit ? "Cancel" : "Close"),
        ),
        submit,
      ),
    );
  }

  #say(text) {
    const place = this.#dialog?.querySelector(".form-error");
    if (place) fill(place, text);
  }

  #show(errors) {
    this.#say(showErrors(this.#dialog, errors).join(" "));
  }

  async #click(body) {
    this.#say("");
    try {
      const answer = await this.#workspace.api.click(body);
      this.#say(complaint(answer.status, "This action") ?? "");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#say(`This action was refused: ${error.code}`);
    }
    await this.#workspace.refresh("view", "messages");
  }

  async #submit(event, view, scope) {
    event.preventDefault();
    const button = this.#dialog.querySelector("[data-do=submit-view]");
    if (button.disabled) return;
    const missing = scope.missing(initialValue);
    this.#show(missing);
    if (Object.keys(missing).length > 0) return;
    button.disabled = true;
    try {
      await this.#sent(view, await this.#workspace.api.submit({ view_id: view.id, values: scope.values() }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.body.errors) this.#show(error.body.errors);
      else this.#say(`Not submitted: ${error.code}`);
    } finally {
      button.disabled = false;
    }
  }

  async #sent(view, answer) {
    const trouble = complaint(answer.status, "Submitting");
    if (answer.errors && Object.keys(answer.errors).length > 0) this.#show(answer.errors);
    else if (trouble) this.#say(trouble);
    else await this.#workspace.refresh("view", "messages", "channels");
  }

  #cancelled(event) {
    if (event.target !== this.#dialog) return;
    event.preventDefault();
    this.#close(JSON.parse(this.#drawn));
  }

  async #close(view) {
    try {
      await this.#workspace.api.close({ view_id: view.id });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#leave();
    }
    await this.#workspace.refresh("view");
  }

  #leave() {
    this.#drawn = "";
    this.#scopes.clear();
    if (this.#dialog === null) return;
    this.#dialog.close();
    this.#dialog.remove();
    this.#dialog = null;
    if (this.#opener?.isConnected) this.#opener.focus();
    else document.querySelector("#composer textarea")?.focus();
  }
}
