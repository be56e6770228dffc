/** The order of a fault as it is being filled in. */

import { signal } from "@preact/signals";

import type { Fault } from "../../types";
import { show } from "../shown";

export type Kind = "429" | "500" | "503" | "lost" | "latency" | "error";

/** The fields as typed. */
export interface Order {
  method: string;
  kind: Kind;
  channel: string;
  times: string;
  retryAfter: string;
  seconds: string;
  error: string;
}

export const KINDS: [Kind, string][] = [
  ["429", "Refused: too many calls (429 with Retry-After)"],
  ["500", "Server error: HTTP 500"],
  ["503", "Server error: HTTP 503, unavailable"],
  ["lost", "Done, but the answer is lost: the app never hears"],
  ["latency", "Done, but the answer comes late"],
  ["error", "Refused with a Slack error code"],
];

export const order = signal<Order>({
  method: "*",
  kind: "429",
  channel: "",
  times: "1",
  retryAfter: "5",
  seconds: "5",
  error: "",
});

/** Counts how often the form was asked for from elsewhere, so that it takes the focus. */
export const asked = signal(0);

/** Open the form for a method. */
export function failNext(method: string): void {
  order.value = { ...order.value, method, times: "1" };
  asked.value += 1;
  show("trouble");
}

/** The fault as the control API takes it, or the sentence that says what is missing. */
export function ordered(typed: Order): Omit<Fault, "id"> | string {
  const method = typed.method.trim();
  const times = Number(typed.times);
  const retryAfter = Number(typed.retryAfter);
  const seconds = Number(typed.seconds);
  const error = typed.error.trim();
  if (!method) return "Name the method, or * for any.";
  if (!Number.isInteger(times) || times < 1) return "How many times is a whole number, 1 or more.";
  if (typed.kind === "429" && (!Number.isInteger(retryAfter) || retryAfter < 0 || !typed.retryAfter.trim()))
    return "Retry-After is whole seconds, 0 or more.";
  if (typed.kind === "latency" && !(seconds > 0)) return "How late is a number of seconds above 0.";
  if (typed.kind === "error" && !error) return "Give the error code, for example is_archived.";
  return {
    method,
    kind: typed.kind,
    channel: typed.channel || null,
    times,
    retry_after: typed.kind === "429" ? retryAfter : 1,
    seconds: typed.kind === "latency" ? seconds : 0,
    error: typed.kind === "error" ? error : "",
  };
}
