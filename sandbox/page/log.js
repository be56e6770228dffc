/** The list of messages of a channel, with days and threads; only what changed is drawn again. */

import { threadField } from "./composer.js";
import { directory } from "./directory.js";
import { arrange, h } from "./dom.js";
import { keepingFocus } from "./focus.js";
import { author, renderMessage } from "./message.js";
import { dayName, fromTs, sameDay } from "./times.js";

const COMPACT_SECONDS = 300;
const NEAR_END_PX = 120;

const isReply = (message) => Boolean(message.thread_ts) && message.thread_ts !== message.ts;

/** Messages oldest first → [{root, replies}]; a reply whose root is not there stands by itself. */
export function threads(messages) {
  const roots = new Map();
  for (const message of messages)
    if (!isReply(message)) roots.set(message.ts, { root: message, replies: [] });
  for (const message of messages.filter(isReply)) {
    const thread = roots.get(message.thread_ts);
    if (thread) thread.replies.push(message);
    else roots.set(message.ts, { root: message, replies: [] });
  }
  return [...roots.values()].sort((a, b) => Number(a.root.ts) - Number(b.root.ts));
}

function follows(before, message) {
  if (!before || before.subtype || message.subtype || message.ephemeral || before.ephemeral) return false;
  const a = author(before);
  const b = author(message);
  return a.name === b.name && a.isApp === b.isApp && Number(message.ts) - Number(before.ts) < COMPACT_SECONDS;
}

export class MessageLog {
  #workspace;
  #root;
  #nodes = new Map();
  #fields = new Map();
  #folded = new Set();
  #channel = null;

  constructor(workspace, root) {
    this.#workspace = workspace;
    this.#root = root;
  }

  /** Draw the messages of a channel, keeping the place unless the reader was at the end. */
  show(channel, messages, pins) {
    const scroller = this.#root;
    const place = `${this.#workspace.api.id} ${channel}`;
    const moved = place !== this.#channel;
    if (moved) {
      this.#channel = place;
      this.#nodes.clear();
      this.#fields.clear();
    }
    const atEnd = moved || scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX;
    const rows = this.#rows(channel, messages, new Set(pins));
    keepingFocus(this.#root, () => {
      arrange(this.#root, rows);
      return this.#root;
    });
    if (atEnd) scroller.scrollTop = scroller.scrollHeight;
  }

  /** Bring a message into view and mark it for a moment. */
  reveal(ts) {
    const node = this.#root.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
    node?.scrollIntoView({ block: "center" });
    node?.classList.add("revealed");
    setTimeout(() => node?.classList.remove("revealed"), 1600);
  }

  #rows(channel, messages, pins) {
    const used = new Set();
    const node = (key, signature, make) => {
      used.add(key);
      const known = this.#nodes.get(key);
      if (known?.signature === signature) return known.node;
      const fresh = make();
      this.#nodes.set(key, { signature, node: fresh });
      return fresh;
    };
    const one = (message, before, rootTs) => {
      const pinned = message.pinned === true || pins.has(message.ts);
      const compact = follows(before, message) && !pinned && sameDay(fromTs(before.ts), fromTs(message.ts));
      const signature = JSON.stringify([message, compact, pinned, directory.revision]);
      const reply = () => this.#reply(channel, rootTs);
      return node(`message ${message.ts} ${message.ephemeral ?? ""}`, signature, () =>
        renderMessage(this.#workspace, message, { compact, pinned, reply }),
      );
    };
    const rows = [];
    let before = null;
    for (const { root, replies } of threads(messages)) {
      const at = fromTs(root.ts);
      if (!before || !sameDay(fromTs(before.ts), at)) {
        rows.push(
          node(`day ${at.toDateString()}`, dayName(at), () =>
            h(
              "div",
              { class: "day", role: "separator", "aria-label": dayName(at) },
              h("span", {}, dayName(at)),
            ),
          ),
        );
      }
      rows.push(one(root, before, root.thread_ts ?? root.ts));
      const answering = this.#fields.get(root.ts);
      if (replies.length > 0 || answering) {
        const drawn = replies.map((reply, index) => one(reply, replies[index - 1], root.ts));
        rows.push(this.#thread(root, drawn, answering, node));
      }
      before = replies.length > 0 || answering ? null : root;
    }
    if (messages.length === 0)
      rows.push(node("empty", "", () => h("p", { class: "empty" }, "No messages yet.")));
    for (const key of this.#nodes.keys()) if (!used.has(key)) this.#nodes.delete(key);
    return rows;
  }

  #thread(root, drawn, answering, node) {
    const folded = this.#folded.has(root.ts);
    const box = node(`thread ${root.ts}`, "", () =>
      h("section", { class: "thread", "data-thread-ts": root.ts, "aria-label": "Thread" }),
    );
    const toggle = () => {
      if (folded) this.#folded.delete(root.ts);
      else this.#folded.add(root.ts);
      this.#workspace.redraw();
    };
    const count = drawn.length === 1 ? "1 reply" : `${drawn.length} replies`;
    const head =
      drawn.length > 0 &&
      node(`thread-head ${root.ts}`, `${count} ${folded}`, () =>
        h(
          "button",
          {
            type: "button",
            class: "plain thread-head",
            "aria-expanded": String(!folded),
            "data-do": `fold-${root.ts}`,
            on: { click: toggle },
          },
          `${folded ? "▸" : "▾"} ${count}`,
        ),
      );
    arrange(box, [head, ...(folded ? [] : drawn), answering?.form].filter(Boolean));
    return box;
  }

  #reply(channel, ts) {
    if (!this.#fields.has(ts)) this.#fields.set(ts, threadField(this.#workspace, channel, ts));
    this.#folded.delete(ts);
    this.#workspace.redraw();
    const { form, input } = this.#fields.get(ts);
    form.scrollIntoView({ block: "nearest" });
    setTimeout(() => input.focus());
  }
}
