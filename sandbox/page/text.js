/** Block Kit text objects → DOM nodes. */

import { withEmoji } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";

/** A text object (or a bare string) as nodes: mrkdwn is formatted, plain text stays as it is. */
export function textNodes(object) {
  if (object === null || object === undefined) return [];
  if (typeof object === "string") return [object];
  if (object.type === "mrkdwn") return mrkdwn(object.text);
  return [plainText(object)];
}

/** A text object as one string, for labels of controls. */
export function plainText(object) {
  if (object === null || object === undefined) return "";
  if (typeof object === "string") return object;
  return object.emoji === false ? object.text : withEmoji(object.text ?? "");
}
