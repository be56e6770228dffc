/** Between typed text and Slack's wire format: `@ana` ↔ `<@UANA>`, `#general` ↔ `<#CGENERAL>`. The server escapes the rest. */

import { directory } from "./directory.js";
import { decode } from "./mrkdwn.js";

function person(typed, name) {
  const found = directory.people().find((one) => one.name === name && !one.deleted);
  return found ? `<@${found.id}>` : typed;
}

function channel(typed, name) {
  const found = directory.channels().find((one) => one.name === name && one.kind !== "im");
  return found ? `<#${found.id}>` : typed;
}

/** Typed text with the people and channels it names picked, as the completion of a Slack client does. */
export function withPicks(text) {
  return text
    .replace(/(?<![\w<@./])@([\w.-]*\w)/g, person)
    .replace(/(?<![\w<#&/])#([\p{L}\p{N}_-]+)/gu, channel);
}

/** Wire text → what a person would type for it. */
export function toTyped(text) {
  const typed = text.replace(/<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>/g, (whole, sign, target, label) => {
    if (sign === "@") return `@${directory.person(target)?.name ?? target}`;
    if (sign === "#") return `#${directory.channelName(target) ?? label ?? target}`;
    if (sign === "!") return label ?? `@${target}`;
    return label || target;
  });
  return decode(typed);
}
