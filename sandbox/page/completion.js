/** The list that completes slash commands, @people and #channels while typing. */

import { directory } from "./directory.js";
import { fill, freshId, h } from "./dom.js";

const MOST = 8;

function commandOffers(before) {
  const found = /^\/[\w-]*$/.exec(before);
  if (!found) return null;
  return directory.commands
    .filter((command) => command.command.startsWith(found[0]))
    .map((command) => ({
      from: 0,
      text: `${command.command} `,
      label: command.command,
      hint: [command.usage_hint, command.description].filter(Boolean).join(" · "),
    }));
}

function nameOffers(before) {
  const found = /(?:^|\s)([@#])([\w.-]*)$/.exec(before);
  if (!found) return null;
  const [, sign, typed] = found;
  const from = before.length - typed.length - 1;
  const wanted = typed.toLowerCase();
  const offer = (name, hint) => ({ from, text: `${sign}${name} `, label: `${sign}${name}`, hint });
  if (sign === "#") {
    return directory
      .channels()
      .filter((one) => one.kind !== "im" && one.name.startsWith(wanted))
      .map((one) => offer(one.name, ""));
  }
  return directory
    .people()
    .filter(
      (one) =>
        !one.deleted &&
        (one.name.startsWith(wanted) || (one.real_name ?? "").toLowerCase().startsWith(wanted)),
    )
    .map((one) => offer(one.name, one.real_name));
}

/** Completes a textarea; `list` is an empty element beside it. */
export class Completion {
  #input;
  #list;
  #offers = [];
  #at = 0;

  constructor(input, list) {
    this.#input = input;
    this.#list = list;
    list.id = freshId("completion");
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.addEventListener("input", () => this.#look());
    input.addEventListener("blur", () => this.close());
    this.close();
  }

  #look() {
    const before = this.#input.value.slice(0, this.#input.selectionStart);
    this.#offers = (commandOffers(before) ?? nameOffers(before) ?? []).slice(0, MOST);
    this.#at = 0;
    this.#draw();
  }

  #draw() {
    this.#list.hidden = this.#offers.length === 0;
    fill(
      this.#list,
      this.#offers.map((offer, place) =>
        h(
          "div",
          {
            id: `${this.#list.id}-${place}`,
            role: "option",
            "aria-selected": String(place === this.#at),
            "data-completion": offer.label,
            on: {
              mousedown: (event) => {
                event.preventDefault();
                this.#take(offer);
              },
            },
          },
          h("strong", {}, offer.label),
          offer.hint && h("small", {}, offer.hint),
        ),
      ),
    );
    if (this.#list.hidden) this.#input.removeAttribute("aria-activedescendant");
    else this.#input.setAttribute("aria-activedescendant", `${this.#list.id}-${this.#at}`);
    this.#list.children[this.#at]?.scrollIntoView({ block: "nearest" });
  }

  #take(offer) {
    const after = this.#input.value.slice(this.#input.selectionStart);
    this.#input.value = this.#input.value.slice(0, offer.from) + offer.text + after.replace(/^ /, "");
    const caret = offer.from + offer.text.length;
    this.#input.setSelectionRange(caret, caret);
    this.close();
    this.#input.dispatchEvent(new Event("completed"));
  }

  close() {
    this.#offers = [];
    this.#draw();
  }

  /** Handle a key; true when it was meant for the list. */
  key(event) {
    if (this.#offers.length === 0) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const offer = this.#offers[this.#at];
    if (step) {
      this.#at = (this.#at + step + this.#offers.length) % this.#offers.length;
      this.#draw();
    } else if (event.key === "Escape") this.close();
    else if (event.key === "Tab" || (event.key === "Enter" && this.#input.value.trim() !== offer.text.trim()))
      this.#take(offer);
    else return false;
    event.preventDefault();
    return true;
  }
}
