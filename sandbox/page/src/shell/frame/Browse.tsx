import { signal } from "@preact/signals";
import { useState } from "preact/hooks";

import { channels, me, open, refresh } from "../../state/store";
import { tried } from "../../state/toasts";
import type { Channel } from "../../types";
import { Dialog } from "../Dialog";
import { Icon } from "../Icon";
import { fit } from "./find";
import { sidebarOpen } from "./Sidebar";

const shown = signal(false);

export function openBrowser(): void {
  shown.value = true;
}

function look(channel: Channel): void {
  shown.value = false;
  sidebarOpen.value = false;
  void open(channel.id);
}

async function change(channel: Channel): Promise<void> {
  const api = me.peek()!;
  await tried((channel.is_member ? api.leave : api.join)({ channel: channel.id }), channel.is_member ? "Leave" : "Join");
  await refresh("channels", "messages");
}

function Line({ channel }: { channel: Channel }) {
  return (
    <li class="browse-row" data-channel-id={channel.id}>
      <button type="button" class="plain browse-name" onClick={() => look(channel)}>
        <Icon name={channel.is_private ? "lock" : "hash"} />
        <span>
          <strong dir="auto">{channel.name}</strong>
          <small class="muted stacked" dir="auto">
            {[channel.is_member && "Joined", channel.is_archived && "Archived", channel.purpose || channel.topic]
              .filter(Boolean)
              .join(" · ")}
          </small>
        </span>
      </button>
      {!channel.is_archived && (
        <button
          type="button"
          class={channel.is_member ? "" : "primary"}
          data-do={channel.is_member ? "leave" : "join"}
          onClick={() => void change(channel)}
        >
          {channel.is_member ? "Leave" : "Join"}
        </button>
      )}
    </li>
  );
}

function All() {
  const [typed, setTyped] = useState("");
  const rooms = channels.value
    .filter((one) => (one.kind === "channel" || one.kind === "group") && fit(one.name, typed) !== null)
    .sort((a, b) => Number(a.is_archived) - Number(b.is_archived) || a.name.localeCompare(b.name, undefined, { numeric: true }));
  return (
    <>
      <input
        type="search"
        autofocus
        placeholder="Search for channels"
        aria-label="Search for channels"
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <ul class="bare choice">
        {rooms.map((one) => (
          <Line key={one.id} channel={one} />
        ))}
      </ul>
      {rooms.length === 0 && <p class="muted">No channel is called that.</p>}
    </>
  );
}

/** All channels that the chosen person can see, to join and leave. */
export function Browser() {
  if (!shown.value) return null;
  return (
    <Dialog title="All channels" onClose={() => (shown.value = false)}>
      <All />
    </Dialog>
  );
}
