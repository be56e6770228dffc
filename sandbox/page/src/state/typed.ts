/** Between typed text and Slack's wire format: `@ana` ↔ `<@UANA>`, `#general` ↔ `<#CGENERAL>`, `<` ↔ `&lt;`. */

import type { Channel, Person, UserGroup } from "../types";

/** The names that typed text may mean. */
export interface Names {
  people: readonly Person[];
  groups: readonly UserGroup[];
  channels: readonly Channel[];
}

const RANGES = ["here", "channel", "everyone"];

/** Typed text as Slack's client sends it: escaped, and the people, groups and channels it names picked. */
export function withPicks(text: string, names: Names): string {
  const somebody = (typed: string, name: string): string => {
    const person = names.people.find((one) => one.name === name && !one.deleted);
    if (person) return `<@${person.id}>`;
    const group = names.groups.find((one) => one.handle === name);
    if (group) return `<!subteam^${group.id}>`;
    return RANGES.includes(name) ? `<!${name}>` : typed;
  };
  const channel = (typed: string, name: string): string => {
    const found = names.channels.find((one) => one.name === name && (one.kind === "channel" || one.kind === "group"));
    return found ? `<#${found.id}>` : typed;
  };
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return outsideCode(escaped, (part) =>
    part.replace(/(?<![\w<@./])@([\w.-]*\w)/g, somebody).replace(/(?<![\w<#&/])#([\p{L}\p{N}_-]+)/gu, channel),
  );
}

/** Apply `change` to what is not between backticks. */
function outsideCode(text: string, change: (part: string) => string): string {
  return text
    .split(/(```[\s\S]*?```|`[^`\n]+`)/)
    .map((part, at) => (at % 2 === 0 ? change(part) : part))
    .join("");
}

/** Wire text as a person would type it. */
export function toTyped(text: string, names: Names): string {
  const plain = text.replace(/<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>/g, (_whole, sign: string, target: string, label?: string) => {
    if (sign === "@") return `@${names.people.find((one) => one.id === target)?.name ?? label ?? target}`;
    if (sign === "#") return `#${names.channels.find((one) => one.id === target)?.name ?? label ?? target}`;
    if (sign !== "!") return label || target;
    const group = /^subteam\^(.+)$/.exec(target)?.[1];
    if (group) return `@${names.groups.find((one) => one.id === group)?.handle ?? label?.replace(/^@/, "") ?? group}`;
    return label ?? `@${target}`;
  });
  return plain.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
