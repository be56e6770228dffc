/** What a person can do with a message: react, reply, pin, edit, delete, and the app's message shortcuts. */

import { complaint } from "./api.js";
import { ask } from "./confirm.js";
import { directory } from "./directory.js";
import { editDialog } from "./editing.js";
import { h } from "./dom.js";
import { REACTIONS, emoji } from "./emoji.js";
import { emojiNode } from "./mentions.js";
import { openMenu } from "./menu.js";
import { toast, tried } from "./toast.js";

const SYSTEM = new Set([
  ...["channel", "group"].flatMap((kind) =>
    ["join", "leave", "topic", "purpose", "name", "archive", "unarchive"].map((what) => `${kind}_${what}`),
  ),
  "pinned_item",
  "unpinned_item",
  "bot_add",
  "bot_remove",
  "tombstone",
  "me_message",
]);

/** Whether Slack wrote a message about what happened, rather than somebody. */
export const isSystem = (message) => SYSTEM.has(message.subtype);

async function toggleReaction(workspace, message, name) {
  const mine =
    message.reactions?.find((one) => one.name === name)?.users?.includes(workspace.api.id) ?? false;
  await tried(
    workspace.api.react({ channel: workspace.channel, ts: message.ts, name, remove: mine }),
    "Reaction",
  );
  await workspace.refresh("messages");
}

/** The reactions on a message; a click adds or takes back one's own. */
export function reactions(workspace, message) {
  const shown = (message.reactions ?? []).map((one) => {
    const who = (one.users ?? []).map((id) => directory.personName(id)).join(", ");
    const mine = one.users?.includes(workspace.api.id) ?? false;
    return h(
      "button",
      {
        type: "button",
        class: "reaction",
        "aria-pressed": String(mine),
        "data-reaction": one.name,
        "data-do": `reaction-${one.name}`,
        title: `${who} reacted with :${one.name}:`,
        "aria-label": `${one.name}, ${one.count}, by ${who}`,
        on: { click: () => toggleReaction(workspace, message, one.name) },
      },
      emojiNode(one.name),
      " ",
      String(one.count ?? one.users?.length ?? 1),
    );
  });
  return shown.length > 0 && h("div", { class: "reactions" }, shown);
}

function openReactions(workspace, message, anchor) {
  const items = REACTIONS.map((name) => ({
    label: emoji(name),
    attributes: { "data-reaction": name, "aria-label": name, title: `:${name}:` },
    run: () => toggleReaction(workspace, message, name),
  }));
  openMenu(anchor, items, { label: "React", compact: true });
}

async function runShortcut(workspace, message, shortcut) {
  const body = { callback_id: shortcut.callback_id, channel: workspace.channel, ts: message.ts };
  const answer = await tried(workspace.api.messageShortcut(body), shortcut.name);
  const trouble = answer && complaint(answer.status, `“${shortcut.name}”`);
  if (trouble) toast(trouble);
  await workspace.refresh("view", "messages");
}

async function remove(workspace, message) {
  const sure = await ask({
    title: "Delete message",
    text: "This cannot be undone.",
    confirm: "Delete",
    style: "danger",
  });
  if (!sure) return;
  await tried(workspace.api.delete({ channel: workspace.channel, ts: message.ts }), "Delete");
  await workspace.refresh("messages");
}

async function togglePin(workspace, message, pinned) {
  await tried(workspace.api.pin({ channel: workspace.channel, ts: message.ts, remove: pinned }), "Pin");
  await workspace.refresh("messages");
}

function openMore(workspace, message, anchor, { reply, pinned }) {
  const mine = message.user === workspace.api.id && !message.bot_id && !isSystem(message);
  const shortcuts = directory.shortcuts
    .filter((one) => one.type === "message")
    .map((one) => ({
      label: one.name,
      hint: directory.appName,
      attributes: { "data-callback-id": one.callback_id },
      run: () => runShortcut(workspace, message, one),
    }));
  const copy = async () => {
    await navigator.clipboard?.writeText(message.permalink);
    toast("Link copied", "info");
  };
  const items = [
    {
      label: "Add reaction…",
      attributes: { "data-do": "add-reaction" },
      run: () => openReactions(workspace, message, anchor),
    },
    { label: "Reply in thread", attributes: { "data-do": "reply" }, run: reply },
    {
      label: pinned ? "Unpin from channel" : "Pin to channel",
      attributes: { "data-do": "pin" },
      run: () => togglePin(workspace, message, pinned),
    },
    message.permalink && { label: "Copy link", attributes: { "data-do": "copy-link" }, run: copy },
    mine && {
      label: "Edit message",
      attributes: { "data-do": "edit" },
      run: () => editDialog(workspace, message),
    },
    mine && {
      label: "Delete message",
      danger: true,
      attributes: { "data-do": "delete" },
      run: () => remove(workspace, message),
    },
    shortcuts.length > 0 && "-",
    ...shortcuts,
  ];
  openMenu(anchor, items.filter(Boolean), { label: "Message actions" });
}

/** The buttons beside a message. */
export function toolbar(workspace, message, { reply, pinned }) {
  const react = h(
    "button",
    {
      type: "button",
      "aria-label": "Add reaction",
      title: "Add reaction",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "data-do": "react",
      on: { click: () => openReactions(workspace, message, react) },
    },
    "☺",
  );
  const answer = h(
    "button",
    {
      type: "button",
      "aria-label": "Reply in thread",
      title: "Reply in thread",
      "data-do": "reply-button",
      on: { click: reply },
    },
    "↩",
  );
  const more = h(
    "button",
    {
      type: "button",
      "aria-label": "More actions",
      title: "More actions",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "data-do": "more",
      on: { click: () => openMore(workspace, message, more, { reply, pinned }) },
    },
    "⋯",
  );
  return h("div", { class: "toolbar", role: "group", "aria-label": "Message actions" }, react, answer, more);
}
