/** Where a person types: the composer of a channel, and the smaller one of a thread. */

import { ApiError, complaint } from "./api.js";
import { Completion } from "./completion.js";
import { directory } from "./directory.js";
import { fill, h } from "./dom.js";
import { openMenu } from "./menu.js";
import { tried, toast } from "./toast.js";
import { withPicks } from "./wire.js";

const PLACEHOLDER_NAME = 20;

/**
 * A text field that grows, sends on Enter and breaks the line on Shift+Enter. `send(text)` resolves to an error text or
 * null; a text that was not sent comes back unless the person is at another `place()` by then.
 */
export function field({ label, placeholder, send, extra = [], onDraft = () => {}, place = () => "" }) {
  const error = h("div", { class: "form-error", role: "alert" });
  const offers = h("div", { class: "completion" });
  const input = h("textarea", {
    rows: 1,
    "aria-label": label,
    placeholder,
    dir: "auto",
    autocomplete: "off",
  });
  const button = h("button", { type: "submit", class: "primary", "data-do": "send" }, "Send");
  const completion = new Completion(input, offers);

  const grow = () => {
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight + 2}px`;
    onDraft(input.value);
  };
  const submit = async (event) => {
    event?.preventDefault();
    const text = input.value.trim();
    if (!text) return;
    const from = place();
    completion.close();
    fill(error);
    input.value = "";
    grow();
    const trouble = await send(text);
    if (trouble === null) return;
    if (place() !== from) {
      toast(trouble);
      return;
    }
    fill(error, trouble);
    if (input.value === "") input.value = text;
    grow();
  };
  input.addEventListener("input", () => {
    fill(error);
    grow();
  });
  input.addEventListener("completed", grow);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || completion.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) submit(event);
  });
  const form = h(
    "form",
    { class: "field", on: { submit } },
    error,
    offers,
    h("div", { class: "field-row" }, extra, input, button),
  );
  return { form, input, grow };
}

/** Send typed text: a slash command or a message. Resolves to an error text or null. */
async function speak(workspace, channel, text, threadTs) {
  try {
    if (text.startsWith("/") && !threadTs) {
      const answer = await workspace.api.command({ channel, text });
      return complaint(answer.status, text.split(/\s/)[0]);
    }
    const body = { channel, text: withPicks(text) };
    await workspace.api.message(threadTs ? { ...body, thread_ts: threadTs } : body);
    return null;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return `Not sent: ${error.code}`;
  }
}

/** Offer the app's global shortcuts beside a button. */
function openShortcuts(workspace, anchor) {
  const run = async (shortcut) => {
    const answer = await tried(workspace.api.shortcut({ callback_id: shortcut.callback_id }), shortcut.name);
    const trouble = answer && complaint(answer.status, `“${shortcut.name}”`);
    if (trouble) toast(trouble);
    await workspace.refresh("view", "messages");
  };
  const shortcuts = directory.shortcuts.filter((one) => one.type === "global");
  const items = shortcuts.map((one) => ({
    label: one.name,
    attributes: { "data-callback-id": one.callback_id },
    run: () => run(one),
  }));
  openMenu(
    anchor,
    items.length > 0 ? items : [{ label: "This app has no global shortcuts", run: () => {} }],
    { label: "Shortcuts" },
  );
}

/** The composer under a channel; drafts are kept for each person and channel. */
export class Composer {
  #workspace;
  #root;
  #drafts = new Map();
  #field;
  #place = "";

  constructor(workspace, root) {
    this.#workspace = workspace;
    this.#root = root;
    const shortcuts = h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "Shortcuts",
        title: "Shortcuts",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        "data-do": "shortcuts",
        on: { click: () => openShortcuts(workspace, shortcuts) },
      },
      "⚡",
    );
    this.#field = field({
      label: "Message",
      placeholder: "Message",
      extra: [shortcuts],
      place: () => this.#place,
      onDraft: (text) => this.#drafts.set(this.#place, text),
      send: async (text) => {
        const trouble = await speak(workspace, workspace.channel, text);
        await workspace.refresh("messages", "view", "channels");
        return trouble;
      },
    });
  }

  /** Show the composer for what is open: the channel as the server describes it, or null for none. */
  show(channel) {
    this.#root.hidden = channel === null;
    if (channel === null) return;
    const place = `${this.#workspace.api.id} ${channel.id}`;
    const closed = channel.is_archived ? "This channel is archived." : null;
    if (closed || channel.is_member === false) {
      this.#place = "";
      fill(
        this.#root,
        h("div", { class: "closed" }, closed ?? ["You are not a member. ", this.#joinButton(channel)]),
      );
      return;
    }
    if (place === this.#place) return;
    this.#place = place;
    fill(this.#root, this.#field.form);
    const name = directory.channelName(channel.id) ?? channel.name ?? "";
    const short = name.length > PLACEHOLDER_NAME ? `${name.slice(0, PLACEHOLDER_NAME)}…` : name;
    this.#field.input.placeholder = `Message ${channel.kind === "im" ? "" : "#"}${short}`;
    this.#field.input.setAttribute("aria-label", `Message ${name}`);
    fill(this.#field.form.querySelector(".form-error"));
    this.#field.input.value = this.#drafts.get(place) ?? "";
    this.#field.grow();
  }

  #joinButton(channel) {
    const join = async () => {
      await tried(this.#workspace.api.join({ channel: channel.id }), "Join");
      await this.#workspace.refresh("channels", "messages");
    };
    return h(
      "button",
      { type: "button", class: "primary", "data-do": "join", on: { click: join } },
      "Join channel",
    );
  }
}

/** The composer of one thread. */
export function threadField(workspace, channel, ts) {
  const { form, input } = field({
    label: "Reply in thread",
    placeholder: "Reply…",
    send: async (text) => {
      const trouble = await speak(workspace, channel, text, ts);
      await workspace.refresh("messages");
      return trouble;
    },
  });
  form.classList.add("thread-field");
  form.dataset.threadTs = ts;
  return { form, input };
}
