import { signal } from "@preact/signals";
import { memo } from "preact/compat";

import { draftKey, drafts } from "../../state/drafts";
import { appChannel, appName, channelName } from "../../state/directory";
import { appInfo, channels, me, open, people, place } from "../../state/store";
import type { Channel } from "../../types";
import { Avatar } from "../Avatar";
import { Icon } from "../Icon";
import { IconButton } from "../IconButton";
import { openBrowser } from "./Browse";
import { listed } from "./listed";
import { openSwitcher } from "./Switcher";

/** Whether the sidebar covers a small screen. */
export const sidebarOpen = signal(false);

interface EntryProps {
  id: string;
  name: string;
  sign: "hash" | "lock" | "person" | "app";
  current: boolean;
  unread: number;
  mentions: number;
  draft?: boolean;
  away?: boolean;
  to?: string;
}

const Entry = memo(function Entry({ id, name, sign, current, unread, mentions, draft, away, to = id }: EntryProps) {
  const marks = ["place", unread > 0 && "has-unread", away && "away"].filter(Boolean).join(" ");
  return (
    <li>
      <button
        type="button"
        class={marks}
        data-channel-id={id}
        data-do={id === "home" ? "home" : undefined}
        aria-current={current ? "page" : undefined}
        title={name}
        onClick={() => {
          sidebarOpen.value = false;
          void open(to);
        }}
      >
        <span class="place-sign">
          {sign === "hash" || sign === "lock" ? <Icon name={sign} /> : <Avatar name={name} app={sign === "app"} />}
        </span>
        <span class="place-name" dir="auto">
          {name}
        </span>
        {sign === "lock" && <span class="sr-only"> (private)</span>}
        {draft && !current && (
          <span class="draft" title="Draft">
            <Icon name="pencil" />
          </span>
        )}
        {mentions > 0 ? (
          <span class="unread" aria-label={`${mentions} for you`}>
            {Math.min(mentions, 99)}
          </span>
        ) : (
          unread > 0 && <span class="sr-only"> ({unread} unread)</span>
        )}
      </button>
    </li>
  );
});

function Entries({ of, label }: { of: readonly Channel[]; label: string }) {
  return (
    <ul class="bare" aria-label={label}>
      {of.map((one) => (
        <Entry
          key={one.id}
          id={one.id}
          name={channelName(one.id) ?? one.name}
          sign={
            one.kind === "im" || one.kind === "mpim"
              ? people.value.get(one.with_user ?? "")?.is_bot
                ? "app"
                : "person"
              : one.is_private
                ? "lock"
                : "hash"
          }
          current={one.id === place.value}
          unread={one.unread}
          mentions={one.mentions}
          draft={drafts.value[draftKey(me.value?.id ?? "", one.id)] !== undefined}
          away={!one.is_member}
        />
      ))}
    </ul>
  );
}

/** The places one can go: the app, channels and direct messages, with what is unread. */
export function Sidebar() {
  const app = appInfo.value;
  const { rooms, direct } = listed(channels.value, place.value, app?.user_id, channelName);
  const told = appChannel.value;
  return (
    <>
      <nav class="places" aria-label="Channels and direct messages" data-open={sidebarOpen.value}>
        <div class="places-head">
          <h2>Channels</h2>
          <IconButton icon="plus" label="Browse channels" does="browse" onClick={openBrowser} />
        </div>
        <Entries of={rooms} label="Channels" />
        <div class="places-head">
          <h2>Direct messages</h2>
          <IconButton icon="plus" label="Write to somebody" does="new-direct" onClick={openSwitcher} />
        </div>
        <Entries of={direct} label="Direct messages" />
        <div class="places-head">
          <h2>Apps</h2>
        </div>
        <ul class="bare" aria-label="Apps">
          <Entry
            id="home"
            name={appName()}
            sign="app"
            current={place.value === "home" || (told !== null && place.value === told.id)}
            unread={told?.unread ?? 0}
            mentions={told?.mentions ?? 0}
            to={told && told.unread > 0 ? told.id : "home"}
          />
        </ul>
      </nav>
      {sidebarOpen.value && <div class="scrim" onClick={() => (sidebarOpen.value = false)} />}
    </>
  );
}
