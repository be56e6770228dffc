/** Chips for people, channels, groups, everyone, and dates: the parts of a text that name something. */

import type { VNode } from "preact";

import { channelName, channels, groups, me, people, personName } from "../state/store";
import { formatDate, fromSeconds, fullDate } from "./dates";
import { Link } from "./links";

export function UserChip({ id, label = "" }: { id: string; label?: string }): VNode {
  const mine = id === me.value?.id;
  const name = people.value.has(id) ? personName(id) : label || id;
  return (
    <span class={mine ? "chip chip-me" : "chip"} data-user-id={id}>
      @{name.replace(/^@/, "")}
    </span>
  );
}

/** The page follows it (shell/keyboard.ts), so that it leads out of a modal as any other link does. */
export function ChannelChip({ id, label = "" }: { id: string; label?: string }): VNode {
  const known = channels.value.some((channel) => channel.id === id);
  const name = channelName(id) ?? label;
  if (!name) return <span class="chip chip-muted">🔒 private channel</span>;
  if (!known) return <span class="chip">#{name}</span>;
  return (
    <a class="chip" href={`/?channel=${encodeURIComponent(id)}`} data-go-channel={id}>
      #{name}
    </a>
  );
}

export function GroupChip({ id, label = "" }: { id: string; label?: string }): VNode {
  const group = groups.value.find((one) => one.id === id);
  const mine = me.value !== null && group?.users.includes(me.value.id);
  const name = group?.handle ?? (label || id);
  return (
    <span class={mine ? "chip chip-me" : "chip"} data-group-id={id}>
      @{name.replace(/^@/, "")}
    </span>
  );
}

export function BroadcastChip({ range }: { range: string }): VNode {
  return <span class="chip chip-everyone">@{range}</span>;
}

/** A moment in the reader's own zone; the fallback when its pattern is not understood. */
export function Moment({ seconds, pattern, to, fallback }: { seconds: string | number; pattern: string; to?: string; fallback: string }): VNode {
  const text = formatDate(seconds, pattern);
  if (text === null) return <>{fallback}</>;
  const date = fromSeconds(seconds);
  const time = (
    <time dateTime={date.toISOString()} title={fullDate(date)}>
      {text}
    </time>
  );
  return to ? <Link to={to}>{time}</Link> : time;
}
