import { useLayoutEffect, useRef } from "preact/hooks";

import { around, closeThread, thread } from "../../state/conversation";
import { channelName } from "../../state/directory";
import { channel, me } from "../../state/store";
import { dayName, fromTs } from "../../state/times";
import { Composer } from "../composer/Composer";
import { IconButton } from "../IconButton";
import { rowsOf } from "../log/rows";
import { Row, revealed } from "../message/Row";

const NEAR_END_PX = 60;

function Messages({ root }: { root: string }) {
  const now = thread.value!;
  const box = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const rows = rowsOf(now.messages, around.value.pins, null, me.value?.id ?? "");
  const replies = rows.length - 1;

  useLayoutEffect(() => {
    const node = box.current!;
    if (follows.current) node.scrollTop = node.scrollHeight;
  }, [now.messages]);

  useLayoutEffect(() => {
    if (now.reveal === null) return;
    follows.current = false;
    revealed.value = now.reveal;
    box.current!.querySelector(`[data-ts="${CSS.escape(now.reveal)}"]`)?.scrollIntoView({ block: "center" });
  }, [now.reveal, now.messages.length]);

  return (
    <div
      ref={box}
      class="thread-log"
      role="group"
      aria-label="Thread"
      aria-live="polite"
      onScroll={({ currentTarget: node }) => {
        follows.current = node.scrollHeight - node.scrollTop - node.clientHeight < NEAR_END_PX;
      }}
    >
      {rows.map((row, at) => (
        <div key={row.message.ts} class="row">
          {row.day && at > 0 && (
            <div class="day" role="separator" aria-label={dayName(fromTs(row.day))}>
              <span>{dayName(fromTs(row.day))}</span>
            </div>
          )}
          <Row
            message={row.message}
            channel={channel.value?.id ?? ""}
            compact={row.compact && at > 1}
            pinned={row.pinned}
            inThread
          />
          {row.message.ts === root && replies > 0 && (
            <div class="day thread-count">
              <span>{replies === 1 ? "1 reply" : `${replies} replies`}</span>
            </div>
          )}
        </div>
      ))}
    </div>
  );
}

/** The thread of a message, beside the log; on a small screen above it. */
export function ThreadPane() {
  const now = thread.value;
  const here = channel.value;
  if (now === null || here === null || me.value === null) return null;
  const name = channelName(here.id) ?? here.name;
  return (
    <aside class="thread-pane" data-thread-ts={now.root} aria-label="Thread">
      <header class="head thread-head">
        <h2>
          Thread{" "}
          <span class="muted small" dir="auto">
            {here.kind === "im" ? name : `#${name}`}
          </span>
        </h2>
        <IconButton icon="close" label="Close thread" does="close-thread" onClick={closeThread} />
      </header>
      <Messages key={`${here.id} ${now.root}`} root={now.root} />
      {here.is_member && !here.is_archived && (
        <Composer
          key={`${me.value.id} ${here.id} ${now.root}`}
          channel={here.id}
          thread={now.root}
          label="Reply in thread"
          placeholder="Reply…"
          autofocus
        />
      )}
    </aside>
  );
}
