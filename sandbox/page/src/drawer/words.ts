/** What the drawer says: outcomes, times and refusals in words. */

import type { CallRecord, DeliveryRecord, Fault, Installation, Kit } from "../types";

const NUMBER = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const MOMENT = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
});

export const number = (value: number) => NUMBER.format(value);

/** “1 call”, “2 calls”. */
export const counted = (count: number, one: string, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

/** Seconds as whole milliseconds. */
export function milliseconds(seconds: number): string {
  const rounded = Math.round(seconds * 1000);
  return rounded === 0 ? "<1 ms" : `${number(rounded)} ms`;
}

/** The time of day in UTC. */
export const timeOfDay = (at: number) => new Date(at * 1000).toISOString().slice(11, 19);

/** Day and time in UTC, in words. */
export const moment = (at: number) => `${MOMENT.format(at * 1000)}, ${timeOfDay(at)} UTC`;

const UNITS: [string, number][] = [
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
  ["s", 1],
];

/** A length of time in days, hours, minutes and seconds: “1 h 20 min”. */
export function span(seconds: number): string {
  let rest = Math.round(seconds);
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${number(count)} ${unit}`);
  }
  return parts.join(" ") || "0 s";
}

/** A sentence or a few words, and whether they are good news, bad news or still open. */
export interface Verdict {
  words: string;
  tone: "good" | "bad" | "open";
}

/** How a call ended: ok, the error code, the HTTP status, no answer, or under way. */
export function callVerdict(call: CallRecord): Verdict {
  if (call.seconds === undefined) return { words: "under way", tone: "open" };
  if (call.status === null) return { words: "no answer was sent", tone: "bad" };
  if (call.ok) return { words: "ok", tone: "good" };
  return { words: call.error || `HTTP ${call.status}`, tone: "bad" };
}

/** The same as a sentence, with the HTTP status. */
export function callSentence(call: CallRecord): string {
  if (call.seconds === undefined) return "The call is under way.";
  const took = milliseconds(call.seconds);
  if (call.status === null) return `It was done after ${took}, but the answer was lost on purpose: the app never heard.`;
  const answered = `Answered after ${took} with HTTP ${call.status}`;
  if (call.ok) return `${answered}, ok.`;
  return call.error ? `${answered} and the error ${call.error}.` : `${answered} and no Slack answer.`;
}

const KINDS: Record<DeliveryRecord["kind"], string> = {
  events_api: "event",
  slash_commands: "command",
  interactive: "interaction",
};

/** What kind of delivery it is, in Slack's everyday words. */
export const deliveryKind = (delivery: DeliveryRecord) => KINDS[delivery.kind] ?? delivery.kind;

/** Whether and when a delivery was acknowledged. */
export function deliveryVerdict(delivery: DeliveryRecord): Verdict {
  if (delivery.acked_after !== null) return { words: `acknowledged after ${milliseconds(delivery.acked_after)}`, tone: "good" };
  if (delivery.status === "sending") return { words: "under way", tone: "open" };
  return { words: "not acknowledged", tone: "bad" };
}

const WHY: Record<DeliveryRecord["status"], string> = {
  sending: "It is under way.",
  answered: "The app acknowledged it.",
  operation_timeout: "The app did not acknowledge it in time.",
  no_app: "No app was connected, or its connection went away.",
  failed: "The app answered with an error.",
};

/** How the latest attempt ended, and whether it comes again by itself. */
export function deliverySentence(delivery: DeliveryRecord): string {
  const again = delivery.due === null ? "" : ` It is sent again at ${timeOfDay(delivery.due)} by the workspace’s clock.`;
  return WHY[delivery.status] + again;
}

/** How often it was sent. */
export function attempts(count: number): string {
  if (count === 0) return "not sent";
  return count === 1 ? "sent once" : `sent ${number(count)} times`;
}

/** What will happen to which calls, as a sentence; `channelName` names a channel with its sign. */
export function faultSentence(fault: Omit<Fault, "id">, channelName: (id: string) => string): string {
  const method = fault.method === "*" ? "" : ` of ${fault.method}`;
  const place = fault.channel ? ` in ${channelName(fault.channel)}` : "";
  const many = fault.times !== 1;
  const who = many ? `The next ${number(fault.times)} calls${method}${place}` : `The next call${method}${place}`;
  return `${who} ${fate(fault, many)}.`;
}

function fate(fault: Omit<Fault, "id">, many: boolean): string {
  const are = many ? "are" : "is";
  switch (fault.kind) {
    case "429":
      return `${are} refused with 429 ratelimited and Retry-After: ${fault.retry_after}; nothing is done`;
    case "500":
    case "503":
      return `${are} answered with HTTP ${fault.kind} and no Slack answer; nothing is done`;
    case "lost":
      return `${are} done, but the connection closes without an answer: the app never hears of it`;
    case "latency":
      return `${are} done and answered ${number(fault.seconds)} s late`;
    default:
      return `${are} refused with the error ${fault.error || "…"}; nothing is done`;
  }
}

/** The states of the token, and what each means for the app. */
export const TOKENS: Record<Installation["token"], { name: string; meaning: string }> = {
  active: { name: "active", meaning: "calls are answered" },
  revoked: { name: "revoked", meaning: "every call is refused with token_revoked, and no events go out" },
  expired: { name: "expired", meaning: "every call is refused with token_expired, and no events go out" },
  account_inactive: {
    name: "of an inactive account",
    meaning: "every call is refused with account_inactive, as after the app was uninstalled, and no events go out",
  },
};

const REFUSALS: Record<string, string> = {
  invalid_state: "The file was not loaded, and nothing is changed.",
  sandbox_unreachable: "The sandbox does not answer. Is it still running?",
  not_socket_mode: "The app is reached over HTTP, so there are no sockets.",
  delivery_not_found: "The sandbox has no such delivery.",
  delivery_forgotten: "The sandbox no longer has this delivery: only the latest are kept.",
  name_taken: "This name is taken.",
  user_not_found: "There is no such person any more.",
  channel_not_found: "There is no such channel any more.",
};

/** A refusal of the control API in words: what the server says in detail, else a sentence for its code. */
export function refusal(code: string, body: Kit): string {
  const details = body.messages ?? body.response_metadata?.messages;
  const listed = Array.isArray(details) ? details.filter((entry) => typeof entry === "string") : [];
  const sentence = REFUSALS[code] ?? `The sandbox refused this: ${code}.`;
  return listed.length > 0 ? `${sentence} ${listed.join("; ")}` : sentence;
}

/** The size of a file in words. */
export function size(bytes: number): string {
  if (bytes < 1000) return counted(bytes, "byte");
  return bytes < 1_000_000 ? `${number(Math.round(bytes / 1000))} kB` : `${number(Math.round(bytes / 100_000) / 10)} MB`;
}
