import { channelName } from "../../state/directory";
import { appInfo, channel, me, refresh } from "../../state/store";
import { tried } from "../../state/toasts";
import type { Channel } from "../../types";
import { Composer } from "./Composer";

const SHORT = 32;

async function change(here: Channel, verb: "join" | "unarchive"): Promise<void> {
  await tried(me.peek()![verb]({ channel: here.id }), verb === "join" ? "Join" : "Unarchive");
  await refresh("channels", "messages");
}

/** What stands below the log: the composer, or why there is none. */
export function Foot() {
  const here = channel.value;
  const api = me.value;
  if (here === null || api === null) return null;
  const name = channelName(here.id) ?? here.name;
  const direct = here.kind === "im" || here.kind === "mpim";
  if (here.is_archived || (!here.is_member && !direct)) {
    return (
      <div class="closed">
        <span>
          {here.is_archived ? "This channel is archived: " : "You are looking at "}
          <bdi>
            {here.is_private ? "🔒" : "#"}
            {name}
          </bdi>
        </span>
        <button
          type="button"
          class={here.is_archived ? "" : "primary"}
          data-do={here.is_archived ? "unarchive" : "join"}
          onClick={() => void change(here, here.is_archived ? "unarchive" : "join")}
        >
          {here.is_archived ? "Unarchive channel" : "Join channel"}
        </button>
      </div>
    );
  }
  const app = appInfo.value;
  if (app?.messages_tab_read_only && here.with_user === app.user_id) {
    return <div class="closed">{app.name} writes here and does not read; commands work in any channel.</div>;
  }
  const signs = [...name];
  const short = signs.length > SHORT ? `${signs.slice(0, SHORT).join("")}…` : name;
  return (
    <Composer
      key={`${api.id} ${here.id}`}
      channel={here.id}
      label={`Message ${name}`}
      placeholder={`Message ${direct ? "" : "#"}${short}`}
      autofocus={matchMedia("(hover: hover)").matches}
    />
  );
}
