import { Mrkdwn } from "../../kit";
import { around } from "../../state/conversation";
import { channelName } from "../../state/directory";
import { appInfo, channel, me, people, refresh } from "../../state/store";
import { tried } from "../../state/toasts";
import type { Channel } from "../../types";
import { Icon } from "../Icon";
import { IconButton } from "../IconButton";
import { openMenu, type Item } from "../Menu";
import { Bookmarks } from "./Bookmarks";
import { openInvitations, openMembers, openPins } from "./panels";

type Verb = "join" | "leave" | "archive" | "unarchive";

async function change(here: Channel, verb: Verb, what: string): Promise<void> {
  await tried(me.peek()![verb]({ channel: here.id }), what);
  await refresh("channels", "messages");
}

/** What the chosen person can do with a channel. */
function openChannelMenu(here: Channel, anchor: HTMLElement): void {
  const item = (label: string, verb: Verb, danger = false): Item => ({
    label,
    does: verb,
    danger,
    run: () => void change(here, verb, label),
  });
  const items = here.is_archived
    ? [item("Unarchive channel", "unarchive")]
    : here.is_member
      ? [
          { label: "Add people…", does: "invite", run: () => openInvitations(here, anchor) },
          item("Leave channel", "leave"),
          item("Archive channel", "archive", true),
        ]
      : [item("Join channel", "join")];
  openMenu(anchor, "Channel actions", items);
}

function Name({ here }: { here: Channel }) {
  const name = channelName(here.id) ?? here.name;
  const other = people.value.get(here.with_user ?? "");
  return (
    <h1 class="channel-name">
      {here.kind !== "im" && here.kind !== "mpim" && <Icon name={here.is_private ? "lock" : "hash"} />}
      <bdi>{name}</bdi>
      {other?.title && <span class="muted small"> {other.title}</span>}
      {here.is_archived && <span class="badge">archived</span>}
    </h1>
  );
}

/** The head of a conversation: name, topic, members, pins and bookmarks. */
export function Header() {
  const here = channel.value;
  if (here === null) return <header class="head" />;
  const { members, pins, bookmarks, canvases } = around.value;
  const room = here.kind === "channel" || here.kind === "group";
  const isApp = here.kind === "im" && here.with_user === appInfo.value?.user_id;
  return (
    <header class="head" data-channel-id={here.id}>
      <div class="channel-line">
        <Name here={here} />
        {here.topic && (
          <div class="topic" title={here.topic}>
            <Mrkdwn text={here.topic} />
          </div>
        )}
        <span class="spring" />
        {room && (
          <IconButton
            icon="people"
            label={`${members.length} members`}
            does="members"
            haspopup="dialog"
            class="pill"
            onClick={(event) => openMembers(here, event.currentTarget)}
          >
            {members.length}
          </IconButton>
        )}
        {!isApp && (
          <IconButton
            icon="pin"
            label={`${pins.length} pinned`}
            does="pins"
            haspopup="dialog"
            class="pill"
            onClick={(event) => openPins(here, event.currentTarget)}
          >
            {pins.length}
          </IconButton>
        )}
        {room && (
          <IconButton
            icon="more"
            label="Channel actions"
            does="channel-menu"
            haspopup="menu"
            onClick={(event) => openChannelMenu(here, event.currentTarget)}
          />
        )}
      </div>
      {bookmarks.length + canvases.length > 0 && <Bookmarks all={bookmarks} canvases={canvases} />}
    </header>
  );
}
