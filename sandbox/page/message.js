/** One message: who, when and what. */

import { complaint } from "./api.js";
import { attachment, file } from "./attached.js";
import { renderBlocks } from "./blocks.js";
import { directory } from "./directory.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { isSystem, reactions, toolbar } from "./messageactions.js";
import { mrkdwn } from "./mrkdwn.js";
import { clock, fromTs, full } from "./times.js";
import { toast, tried } from "./toast.js";

/** Who wrote a message: {name, isApp, icon}. */
export function author(message) {
  const person = directory.person(message.user);
  const isApp = Boolean(message.bot_id) || message.subtype === "bot_message" || person?.is_bot === true;
  const name = message.username || (message.user ? directory.personName(message.user) : directory.appName);
  const icon = message.icons?.emoji && emoji(message.icons.emoji.replaceAll(":", ""));
  return { name, isApp, icon };
}

function avatar({ name, isApp, icon }) {
  const initials = name
    .split(/\s+/)
    .map((word) => [...word][0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase();
  const hue = [...name].reduce((sum, sign) => (sum * 31 + sign.codePointAt(0)) % 360, 7);
  return h(
    "div",
    { class: isApp ? "avatar avatar-app" : "avatar", style: `--hue: ${hue}`, "aria-hidden": "true" },
    icon || initials || "?",
  );
}

function messageScope(workspace, message) {
  return {
    value: () => undefined,
    changed: () => {},
    act: async (block, element, value) => {
      const body = {
        channel: workspace.channel,
        ts: message.ts,
        action_id: element.action_id,
        block_id: block.block_id,
      };
      const answer = await tried(
        workspace.api.click(value === undefined ? body : { ...body, value }),
        "Action refused",
      );
      const trouble = answer && complaint(answer.status, "This action");
      if (trouble) toast(trouble);
      await workspace.refresh("messages", "view");
    },
  };
}

function content(workspace, message) {
  const scope = messageScope(workspace, message);
  const edited = message.edited && h("span", { class: "muted small edited" }, " (edited)");
  const blocks = message.blocks?.length > 0 ? renderBlocks(message.blocks, scope) : null;
  const text =
    !blocks && message.text ? [h("div", { class: "text", dir: "auto" }, mrkdwn(message.text), edited)] : null;
  return [
    text ?? [blocks, edited],
    (message.attachments ?? []).map((item) => attachment(item, scope)),
    (message.files ?? []).map((item) => file(item)),
  ];
}

/** A message as an article. `compact` hides the author line of a message that follows one by the same author. */
export function renderMessage(workspace, message, { compact, pinned, reply }) {
  const who = author(message);
  const at = fromTs(message.ts);
  const system = isSystem(message);
  const time = h("time", { datetime: at.toISOString(), title: full(at), class: "muted small" }, clock(at));
  return h(
    "article",
    {
      class: [
        "message",
        compact && "compact",
        system && "system",
        message.ephemeral && "ephemeral",
        pinned && "pinned",
      ]
        .filter(Boolean)
        .join(" "),
      "data-ts": message.ts,
      "data-user-id": message.user,
      "data-subtype": message.subtype,
      "aria-label": `${who.name}, ${clock(at)}`,
    },
    compact ? h("div", { class: "gutter" }, time) : avatar(who),
    h(
      "div",
      { class: "message-body" },
      pinned && h("div", { class: "mark" }, "📌 Pinned"),
      message.ephemeral && h("div", { class: "mark" }, "👁 Only visible to you"),
      message.subtype === "thread_broadcast" && h("div", { class: "mark" }, "Also sent to the channel"),
      !compact &&
        h(
          "div",
          { class: "author" },
          h("bdi", { class: "author-name" }, who.name),
          who.isApp && h("span", { class: "badge" }, "APP"),
          " ",
          time,
        ),
      content(workspace, message),
      reactions(workspace, message),
    ),
    !message.ephemeral && toolbar(workspace, message, { reply, pinned }),
  );
}
