/** The control API as functions (docs/sandbox.md). Each resolves to the answer or rejects with `ApiError`. */

import type {
  AppInfo,
  CallRecord,
  CanvasText,
  Changes,
  Channel,
  ClockInfo,
  DeliveryRecord,
  Fault,
  FileInfo,
  Installation,
  Kit,
  Outcome,
  Person,
  Stretch,
  Submitted,
  UserGroup,
  View,
} from "./types";

/** A refused request: `code` is the server's `error`, `body` its whole answer. */
export class ApiError extends Error {
  readonly code: string;

  constructor(
    readonly status: number,
    readonly body: Kit,
  ) {
    super(body.error ?? `http_${status}`);
    this.code = this.message;
  }
}

async function request<T>(path: string, options: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { cache: "no-store", ...options });
  } catch {
    throw new ApiError(0, { error: "sandbox_unreachable" });
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok || answer === null) throw new ApiError(response.status, answer ?? {});
  return answer as T;
}

const get = <T>(path: string) => request<T>(path);
const send = <T>(path: string, body: Kit = {}, method = "POST") =>
  request<T>(path, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

const socketUrl = (path: string) => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`;

/** Which stretch of a conversation: the newest `limit`, or those before, after or around a ts, or one whole thread. */
export interface Wanted {
  limit?: number;
  before?: string;
  after?: string;
  around?: string;
  thread?: string;
}

/** Where an element stands. */
export type Place = { channel: string; ts: string } | { view_id: string };
export type Press = Place & { action_id: string; block_id?: string; value?: unknown };

/** Everything one person can see and do. */
export function asPerson(id: string) {
  const base = `/sandbox/as/${encodeURIComponent(id)}`;
  const of = (channel: string) => `${base}/channels/${encodeURIComponent(channel)}`;
  const act = <T = Kit>(verb: string, body: Kit = {}) => send<T>(`${base}/${verb}`, body);
  return {
    id,
    channels: () => get<{ channels: Channel[] }>(`${base}/channels`),
    messages: (channel: string, wanted: Wanted) =>
      get<Stretch>(`${of(channel)}/messages?${new URLSearchParams(Object.entries(wanted).map(([k, v]) => [k, String(v)]))}`),
    changes: (channel: string, since: number) => get<Changes>(`${of(channel)}/changes?since=${since}`),
    canvas: (canvas: string) => get<{ canvas: CanvasText }>(`${base}/canvases/${encodeURIComponent(canvas)}`),
    view: () => get<{ modal: View | null; home: View | null }>(`${base}/view`),
    message: (body: { channel: string; text: string; wire?: boolean; thread_ts?: string; files?: string[] }) => act<{ ts: string }>("message", body),
    edit: (body: { channel: string; ts: string; text: string; wire?: boolean }) => act("edit", body),
    delete: (body: { channel: string; ts: string }) => act("delete", body),
    command: (body: { channel: string; text: string }) => act<Outcome>("command", body),
    click: (body: Press) => act<Outcome>("click", body),
    suggest: (body: Press) => act<Outcome & { options: Kit[]; option_groups?: Kit[] }>("suggest", body),
    submit: (body: { view_id: string; values: Kit }) => act<Submitted>("submit", body),
    close: (body: { view_id: string; clear?: boolean }) => act<Outcome>("close", body),
    shortcut: (body: { callback_id: string }) => act<Outcome>("shortcut", body),
    messageShortcut: (body: { callback_id: string; channel: string; ts: string }) => act<Outcome>("message-shortcut", body),
    react: (body: { channel: string; ts: string; name: string; remove?: boolean }) => act("react", body),
    pin: (body: { channel: string; ts: string; remove?: boolean }) => act("pin", body),
    join: (body: { channel: string }) => act("join", body),
    leave: (body: { channel: string }) => act("leave", body),
    invite: (body: { channel: string; user: string }) => act("invite", body),
    archive: (body: { channel: string }) => act("archive", body),
    unarchive: (body: { channel: string }) => act("unarchive", body),
    read: (body: { channel: string }) => act("read", body),
    home: () => act("home"),
    direct: (body: { users: string[] }) => act<{ channel: string }>("direct", body),
    /** Keep a file for a message or a file input. */
    upload: (file: File) => {
      const form = new FormData();
      form.set("file", file);
      return request<{ file: FileInfo }>(`${base}/upload`, { method: "POST", body: form });
    },
    liveUrl: socketUrl(`${base}/live`),
  };
}

export type Acting = ReturnType<typeof asPerson>;

export const people = () => get<{ people: Person[]; usergroups: UserGroup[] }>("/sandbox/people");
export const app = () => get<AppInfo>("/sandbox/app");

/** What goes on behind the scenes, for the drawer. */
export const backstage = {
  wireUrl: () => socketUrl("/sandbox/wire"),
  calls: (since: number, limit = 200) => get<{ calls: CallRecord[]; revision: number }>(`/sandbox/calls?since=${since}&limit=${limit}`),
  deliveries: (since: number, limit = 200) =>
    get<{ deliveries: DeliveryRecord[]; revision: number }>(`/sandbox/deliveries?since=${since}&limit=${limit}`),
  replay: (n: number) => send<Outcome>("/sandbox/replay", { n }),
  faults: () => get<{ faults: Fault[] }>("/sandbox/faults"),
  addFault: (fault: Partial<Fault>) => send<{ id: number }>("/sandbox/faults", fault),
  clearFaults: () => send("/sandbox/faults", {}, "DELETE"),
  clock: () => get<ClockInfo>("/sandbox/clock"),
  advance: (seconds: number) => send<ClockInfo>("/sandbox/clock", { advance: seconds }),
  limits: () => get<{ enabled: boolean }>("/sandbox/limits"),
  setLimits: (enabled: boolean) => send<{ enabled: boolean }>("/sandbox/limits", { enabled }),
  /** Close the app's Socket Mode connections; with a reason only announce it. */
  drop: (reason?: string) => send("/sandbox/drop", reason ? { reason } : {}),
  installation: () => get<Installation>("/sandbox/installation"),
  install: (change: { token?: Installation["token"]; grant?: string[]; withdraw?: string[] }) =>
    send<Installation>("/sandbox/installation", change),
  channel: (id: string, change: { archived: boolean }) => send(`/sandbox/channels/${encodeURIComponent(id)}`, change),
  person: (id: string, change: { deleted?: boolean; real_name?: string }) =>
    send<{ person: Person }>(`/sandbox/people/${encodeURIComponent(id)}`, change),
  addPerson: (person: { name: string; real_name: string }) => send<{ person: Person }>("/sandbox/people", person),
  /** The whole workspace as a document, to be kept and loaded again. */
  save: () => get<Kit>("/sandbox/state"),
  load: (state: Kit) => send("/sandbox/state", state, "PUT"),
};

/** A sentence for a delivery that the app did not answer, or null when it did. */
export function complaint(status: Outcome["status"], what: string): string | null {
  if (status === "operation_timeout") return `${what} failed with the error “operation_timeout”: the app did not answer within 3 seconds.`;
  if (status === "no_app") return `${what} failed with the error “no_app”: no app is connected to this sandbox.`;
  if (status === "failed") return `${what} failed: the app answered with an error.`;
  return null;
}
