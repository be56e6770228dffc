import { Mrkdwn } from "../../kit";
import { appInfo, people } from "../../state/store";
import { channelName } from "../../state/directory";
import type { Channel } from "../../types";
import { Avatar } from "../Avatar";

/** What stands above the first message of a conversation. */
export function Beginning({ channel }: { channel: Channel }) {
  const name = channelName(channel.id) ?? channel.name;
  if (channel.kind === "im" || channel.kind === "mpim") {
    const other = people.value.get(channel.with_user ?? "");
    const isApp = channel.with_user === appInfo.value?.user_id;
    return (
      <div class="beginning">
        <Avatar name={name} app={isApp} />
        <h2 dir="auto">{name}</h2>
        <p class="muted">
          {isApp
            ? "What the app has to tell only you arrives here."
            : `This conversation is between you and ${name}${other?.title ? `, ${other.title}` : ""}.`}
        </p>
      </div>
    );
  }
  return (
    <div class="beginning">
      <h2 dir="auto">
        {channel.is_private ? "🔒" : "#"}
        {name}
      </h2>
      <p class="muted">
        This is the very beginning of the {channel.is_private ? "private " : ""}channel <bdi>{name}</bdi>.
      </p>
      {channel.purpose && (
        <div class="muted">
          <Mrkdwn text={channel.purpose} />
        </div>
      )}
    </div>
  );
}
