/** Lists of what went over the wire, kept short and in order. */

import type { CallRecord, DeliveryRecord, Kit } from "../types";
import { callVerdict, deliveryKind, deliveryVerdict } from "./words";

export const MOST = 500;

interface Numbered {
  n: number;
}

/** `known` with the new and the changed records in their places by number, the newest `most` of them; unchanged ones stay the same objects. */
export function merged<T extends Numbered>(known: T[], fresh: T[], most = MOST): T[] {
  if (fresh.length === 0) return known;
  const byNumber = new Map([...known, ...fresh].map((record) => [record.n, record]));
  return [...byNumber.values()].sort((one, other) => one.n - other.n).slice(-most);
}

const includes = (text: string, wanted: string) => text.toLowerCase().includes(wanted.trim().toLowerCase());

/** The calls whose method contains a text, newest first; `refused` leaves out those that went well or are under way. */
export const chosenCalls = (calls: CallRecord[], method: string, refused: boolean) =>
  calls.filter((call) => includes(call.method, method) && (!refused || callVerdict(call).tone === "bad")).reverse();

/** The deliveries whose kind or type contains a text, newest first; `owed` leaves out those acknowledged or under way. */
export const chosenDeliveries = (deliveries: DeliveryRecord[], text: string, owed: boolean) =>
  deliveries
    .filter((delivery) => includes(`${deliveryKind(delivery)} ${delivery.type}`, text) && (!owed || deliveryVerdict(delivery).tone === "bad"))
    .reverse();

/** The methods that were called, in alphabetical order. */
export const methodsSeen = (calls: CallRecord[]) => [...new Set(calls.map((call) => call.method))].sort();

/** Arguments as they are meant: what was sent as the text of a JSON object or list is read. */
export function readable(args: Kit): Kit {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, typeof value === "string" ? parsed(value) : value]));
}

function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
