/** What the control API sends (docs/sandbox.md). Block Kit is as Slack writes it, so its objects are read with care. */

export interface Person {
  id: string;
  name: string;
  real_name: string;
  title: string;
  is_bot: boolean;
  deleted: boolean;
  is_restricted: boolean;
}

export interface UserGroup {
  id: string;
  handle: string;
  name: string;
  users: string[];
}

export type ChannelKind = "channel" | "group" | "im" | "mpim";

export interface Channel {
  id: string;
  name: string;
  kind: ChannelKind;
  is_archived: boolean;
  is_private: boolean;
  is_member: boolean;
  topic: string;
  purpose: string;
  /** Messages since this person last read here, without thread replies and their own. */
  unread: number;
  /** How many of those are for them: all in a direct message, else those that name them. */
  mentions: number;
  /** The ts up to which this person has read, "0" for nothing. */
  last_read: string;
  /** The other person of a direct message. */
  with_user?: string;
}

export interface Reaction {
  name: string;
  users: string[];
  count: number;
}

export interface FileInfo {
  id: string;
  name: string;
  title: string;
  mimetype: string;
  size: number;
  url_private: string;
  alt_txt?: string;
}

/** A text object, element or block of Block Kit, or a part of one. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- Block Kit is looked at before it is believed
export type Kit = Record<string, any>;

export interface Message {
  ts: string;
  user: string;
  text: string;
  subtype?: string;
  bot_id?: string;
  username?: string;
  icons?: { emoji?: string; image_48?: string };
  blocks?: Kit[];
  attachments?: Kit[];
  files?: FileInfo[];
  edited?: { user: string; ts: string };
  reactions?: Reaction[];
  thread_ts?: string;
  reply_count?: number;
  reply_users?: string[];
  latest_reply?: string;
  permalink: string;
  pinned?: true;
  ephemeral?: true;
}

export interface Bookmark {
  id: string;
  title: string;
  link: string;
  emoji: string;
}

/** A canvas that has a tab in a conversation. */
export interface CanvasTab {
  id: string;
  title: string;
  /** When it was changed last, in UTC seconds. */
  updated: number;
}

/** A canvas, to be read. */
export interface CanvasText extends CanvasTab {
  markdown: string;
}

/** What is around the messages of a conversation. */
export interface Surroundings {
  channel: Channel;
  pins: string[];
  bookmarks: Bookmark[];
  canvases: CanvasTab[];
  members: string[];
  /** Grows with every change; hand it to `changes`. */
  revision: number;
}

/** A stretch of a conversation, oldest first; thread replies are not in it unless a thread was asked for. */
export interface Stretch extends Surroundings {
  messages: Message[];
  /** Whether there is more before the first and after the last. */
  older: boolean;
  newer: boolean;
}

/** What changed since a revision: messages new or different (thread replies too), and those that are gone. */
export interface Changes extends Surroundings {
  messages: Message[];
  removed: string[];
}

export interface View {
  id: string;
  type: "modal" | "home";
  callback_id: string;
  title: Kit | null;
  submit: Kit | null;
  close: Kit | null;
  blocks: Kit[];
  hash: string;
  state: { values: Record<string, Record<string, Kit>> };
  previous_view_id: string | null;
  submit_disabled?: boolean;
}

export interface AppInfo {
  name: string;
  user_id: string;
  commands: { command: string; description: string; usage_hint: string }[];
  shortcuts: { name: string; callback_id: string; type: "global" | "message" }[];
  home_tab: boolean;
  messages_tab: boolean;
  /** People cannot write to the app. */
  messages_tab_read_only: boolean;
  mode: "socket" | "http";
  connected: boolean;
}

/** How the app answered a delivery. */
export interface Outcome {
  status: "answered" | "operation_timeout" | "no_app" | "failed";
  seconds: number;
}

export interface Submitted extends Outcome {
  response_action?: string;
  errors?: Record<string, string>;
  client_side?: boolean;
}

/** One Web API call of the app, without its token. `seconds` and `ok` are missing while it is under way. */
export interface CallRecord {
  n: number;
  revision: number;
  method: string;
  at: number;
  args?: Kit;
  ok?: boolean;
  error?: string | null;
  /** The HTTP status; null when the answer was lost on purpose. */
  status?: number | null;
  seconds?: number;
}

/** One payload sent to the app; `acked_after` in seconds, null while unacknowledged. */
export interface DeliveryRecord {
  n: number;
  revision: number;
  kind: "events_api" | "slash_commands" | "interactive";
  type: string;
  at: number;
  payload: Kit;
  acked_after: number | null;
  attempts: number;
  /** How the latest attempt ended. */
  status: "sending" | Outcome["status"];
  /** When it is sent again by itself, in UTC seconds of the workspace. */
  due: number | null;
}

export interface Fault {
  id: number;
  method: string;
  kind: string;
  error: string;
  channel: string | null;
  times: number;
  retry_after: number;
  seconds: number;
}

/** How the app is installed: its token's state and the scopes granted and asked for. */
export interface Installation {
  token: "active" | "revoked" | "expired" | "account_inactive";
  granted: string[];
  asked: string[];
}

export interface ClockInfo {
  /** UTC seconds as the workspace has them. */
  now: number;
  /** Seconds that were added by hand. */
  offset: number;
}
