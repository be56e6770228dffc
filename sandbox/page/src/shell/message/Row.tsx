import { signal, useComputed } from "@preact/signals";
import { memo } from "preact/compat";

import { personName } from "../../state/directory";
import { follow } from "../../state/store";
import { clock, fromTs, full, when } from "../../state/times";
import type { Message } from "../../types";
import { Avatar } from "../Avatar";
import { Icon } from "../Icon";
import { dismiss, editing, reply } from "./actions";
import { authorOf } from "./author";
import { Content } from "./Content";
import { Edit } from "./Edit";
import { Reactions } from "./Reactions";
import { isSystem } from "./together";
import { Toolbar } from "./Toolbar";

/** The ts of the message that was just brought into view. */
export const revealed = signal<string | null>(null);

interface Props {
  message: Message;
  channel: string;
  /** It follows one by the same author and needs no name. */
  compact: boolean;
  pinned: boolean;
  /** It stands in the thread pane, not in the log. */
  inThread?: boolean;
}

function Marks({ message, channel, pinned, inThread }: Props) {
  const root = message.thread_ts;
  return (
    <>
      {pinned && (
        <div class="mark">
          <Icon name="pin" /> Pinned
        </div>
      )}
      {message.ephemeral && (
        <div class="mark">
          Only visible to you ·{" "}
          <button type="button" class="plain link" data-do="dismiss" onClick={() => void dismiss(message)}>
            Dismiss
          </button>
        </div>
      )}
      {message.subtype === "thread_broadcast" &&
        (inThread || !root ? (
          <div class="mark">Also sent to the channel</div>
        ) : (
          <div class="mark">
            replied to{" "}
            <button type="button" class="plain link" onClick={() => follow(channel, message.ts, root)}>
              a thread
            </button>
          </div>
        ))}
    </>
  );
}

/** Below a message that was answered: how often, by whom and when last; opens the thread. */
function Replies({ message }: { message: Message }) {
  const count = message.reply_count ?? 0;
  if (count === 0) return null;
  return (
    <button type="button" class="replies" data-do="open-thread" onClick={() => void reply(message)}>
      {(message.reply_users ?? []).slice(0, 4).map((id) => (
        <Avatar key={id} name={personName(id)} />
      ))}
      <span class="replies-count">{count === 1 ? "1 reply" : `${count} replies`}</span>
      {message.latest_reply && <span class="muted small">last {when(fromTs(message.latest_reply))}</span>}
    </button>
  );
}

/** One message. It is drawn again only when the message or its surroundings changed. */
export const Row = memo(function Row(props: Props) {
  const { message, channel, compact, pinned, inThread = false } = props;
  const inEdit = useComputed(() => editing.value === message.ts);
  const lit = useComputed(() => revealed.value === message.ts);
  const who = authorOf(message);
  const at = fromTs(message.ts);
  const time = (
    <a class="time muted small" href={message.permalink} title={full(at)}>
      <time dateTime={at.toISOString()}>{clock(at)}</time>
    </a>
  );
  const classes = {
    message: true,
    compact,
    pinned,
    system: isSystem(message),
    ephemeral: message.ephemeral,
    revealed: lit.value,
    "in-edit": inEdit.value,
    me: message.subtype === "me_message",
  };
  return (
    <article
      class={Object.entries(classes)
        .filter(([, on]) => on)
        .map(([name]) => name)
        .join(" ")}
      data-ts={message.ts}
      data-user-id={message.user}
      data-subtype={message.subtype}
      aria-label={`${who.name}, ${clock(at)}`}
      tabIndex={-1}
      onAnimationEnd={() => lit.peek() && (revealed.value = null)}
    >
      <div class="gutter">{compact ? time : <Avatar name={who.name} app={who.app} icon={who.icon} />}</div>
      <div class="message-body">
        <Marks {...props} />
        {!compact && (
          <div class="author">
            <bdi class="author-name">{who.name}</bdi>
            {who.app && <span class="badge">APP</span>} {time}
          </div>
        )}
        {inEdit.value ? <Edit message={message} /> : <Content message={message} channel={channel} />}
        <Reactions message={message} />
        {!inThread && <Replies message={message} />}
      </div>
      {!message.ephemeral && !inEdit.value && <Toolbar message={message} pinned={pinned} />}
    </article>
  );
});
