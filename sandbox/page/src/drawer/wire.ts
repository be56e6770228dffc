/** What goes on behind the scenes, live while the drawer is open: the socket pokes, and what changed is fetched. */

import { signal, type Signal } from "@preact/signals";

import { ApiError, backstage } from "../api";
import { coalesced } from "../state/coalesced";
import type { CallRecord, ClockInfo, DeliveryRecord, Fault, Installation } from "../types";
import { MOST, merged } from "./records";

const AGAIN_MS = 1000;

export const calls = signal<CallRecord[]>([]);
export const deliveries = signal<DeliveryRecord[]>([]);
export const faults = signal<Fault[]>([]);
export const limits = signal<boolean | null>(null);
export const installation = signal<Installation | null>(null);
/** The workspace's clock as it was when `read` (in milliseconds of this page) said so. */
export const clock = signal<(ClockInfo & { read: number }) | null>(null);
/** Whether what is shown is live. */
export const link = signal<"connecting" | "live" | "away">("connecting");

export const setClock = (info: ClockInfo) => {
  clock.value = { now: info.now, offset: info.offset, read: performance.now() };
};

interface Feed {
  refresh(): Promise<void>;
  /** Forget how far it was read, so that the next refresh replaces what is there. */
  restart(): void;
}

function feed<T extends { n: number }>(into: Signal<T[]>, ask: (since: number) => Promise<{ records: T[]; revision: number }>): Feed {
  let since = 0;
  let starts = 0;
  const refresh = coalesced(async () => {
    const start = starts;
    const from = since;
    const answer = await ask(from);
    if (start !== starts) return;
    into.value = from === 0 ? answer.records.slice(-MOST) : merged(into.value, answer.records);
    since = answer.revision;
  });
  return { refresh, restart: () => ((since = 0), (starts += 1)) };
}

const called = feed(calls, async (since) => {
  const answer = await backstage.calls(since, MOST);
  return { records: answer.calls, revision: answer.revision };
});
const delivered = feed(deliveries, async (since) => {
  const answer = await backstage.deliveries(since, MOST);
  return { records: answer.deliveries, revision: answer.revision };
});
const troubled = coalesced(async () => {
  const [ordered, limited] = await Promise.all([backstage.faults(), backstage.limits()]);
  faults.value = ordered.faults;
  limits.value = limited.enabled;
});
const timed = coalesced(async () => setClock(await backstage.clock()));
const installed = coalesced(async () => {
  installation.value = await backstage.installation();
});

const PARTS: Record<string, () => Promise<void>> = {
  calls: called.refresh,
  deliveries: delivered.refresh,
  faults: troubled,
  clock: timed,
  installation: installed,
};

/** Load everything anew. */
export async function reload(): Promise<void> {
  called.restart();
  delivered.restart();
  await Promise.all(Object.values(PARTS).map(quietly));
}

/** Fetch what is waiting to go wrong. */
export const refreshFaults = () => quietly(troubled);

let socket: WebSocket | null = null;

/** A refusal while fetching ends the connection, so that everything is tried again with the next one. */
async function quietly(part: () => Promise<void>): Promise<void> {
  try {
    await part();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    socket?.close();
  }
}

function poked(data: unknown): void {
  const { what } = JSON.parse(String(data)) as { what: string };
  const part = PARTS[what];
  if (what === "state") void reload();
  else if (part) void quietly(part);
  // A call may have used up what was ordered, of which nobody else tells.
  if (what === "calls" && faults.peek().length > 0) void refreshFaults();
}

/** Follow the wire until the returned function is called. */
export function follow(): () => void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  function connect(): void {
    socket = new WebSocket(backstage.wireUrl());
    socket.onopen = () => {
      link.value = "live";
      void reload();
    };
    socket.onmessage = (event) => poked(event.data);
    socket.onclose = () => {
      if (ended) return;
      link.value = "away";
      waiting = setTimeout(connect, AGAIN_MS);
    };
  }
  link.value = "connecting";
  connect();
  return () => {
    ended = true;
    clearTimeout(waiting);
    socket?.close();
    socket = null;
  };
}
