import { useSignal, useSignalEffect } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { Virtualizer, type VirtualizerHandle } from "virtua";

import { around, goToNewest, loadMore, loaded, readBefore, reveal, seen, toEnd, trim, unseen } from "../../state/conversation";
import { channel, me } from "../../state/store";
import { dayName, fromTs } from "../../state/times";
import { tried } from "../../state/toasts";
import { Icon } from "../Icon";
import { Row, revealed } from "../message/Row";
import { Beginning } from "./Beginning";
import { moveInLog } from "./keys";
import { rowsOf, type RowOf } from "./rows";

const NEAR_END_PX = 60;
const NEAR_EDGE_PX = 900;
/** So much is drawn beyond what is seen, so that searching in the page and going back a little find it. */
const BEYOND_PX = 3000;

function Line({ row }: { row: RowOf }) {
  return (
    <>
      {row.day && (
        <div class="day" role="separator" aria-label={dayName(fromTs(row.day))}>
          <span>{dayName(fromTs(row.day))}</span>
        </div>
      )}
      {row.fresh && (
        <div class="fresh" role="separator" aria-label="New messages">
          <span>New</span>
        </div>
      )}
    </>
  );
}

/** The messages of the open conversation. It follows the newest while the reader is at the end, and holds its place otherwise. */
export function Log() {
  const now = loaded.value!;
  const here = channel.value;
  const mine = me.value?.id ?? "";
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const follows = useRef(true);
  const lastTop = useRef(0);
  const atEnd = useSignal(true);
  const kept = useSignal<readonly string[]>([]);
  const rows = useMemo(
    () => rowsOf(now.messages, around.value.pins, readBefore.value, mine),
    [now.messages, around.value.pins, readBefore.value, mine],
  );
  const first = rows[0]?.message.ts;
  const firstBefore = useRef(first);
  const shift = firstBefore.current !== first;

  const end = () => {
    const node = scroller.current!;
    follows.current = true;
    node.scrollTop = node.scrollHeight;
  };

  const look = () => {
    const node = scroller.current!;
    const below = node.scrollHeight - node.scrollTop - node.clientHeight;
    if (below < NEAR_END_PX) follows.current = true;
    else if (node.scrollTop < lastTop.current - 1) follows.current = false;
    lastTop.current = node.scrollTop;
    atEnd.value = below < NEAR_END_PX || follows.current;
    if (atEnd.peek()) void seen();
    if (node.scrollTop < NEAR_EDGE_PX) void tried(loadMore("older"), "Older messages");
    else if (below < NEAR_EDGE_PX) void tried(loadMore("newer"), "Newer messages");
    trim(node.scrollTop < below ? "older" : "newer");
  };

  useLayoutEffect(() => {
    firstBefore.current = first;
    if (follows.current && !now.newer) end();
    look();
  }, [now]);

  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => follows.current && !loaded.peek()?.newer && end());
    observer.observe(scroller.current!);
    observer.observe(content.current!);
    const visible = () => atEnd.peek() && void seen();
    document.addEventListener("visibilitychange", visible);
    return () => {
      observer.disconnect();
      document.removeEventListener("visibilitychange", visible);
    };
  }, []);

  useSignalEffect(() => {
    if (toEnd.value > 0) queueMicrotask(() => scroller.current && end());
  });

  useSignalEffect(() => {
    const wanted = reveal.value;
    if (wanted === null) return;
    queueMicrotask(() => {
      const at = loaded.peek()?.messages.findIndex((one) => one.ts === wanted.ts) ?? -1;
      if (at < 0 || !list.current) return;
      follows.current = false;
      atEnd.value = false;
      list.current.scrollToIndex(at, { align: "center" });
      revealed.value = wanted.ts;
      requestAnimationFrame(() => scroller.current && look());
    });
  });

  const keep = (event: Event) => {
    const ts = (event.target as HTMLElement).closest<HTMLElement>("article")?.dataset.ts;
    if (ts && !kept.peek().includes(ts)) kept.value = [...kept.peek(), ts];
  };

  const news = now.newer ? (here?.unread ?? 0) : unseen.value;
  return (
    <div class="log-frame">
      <div
        ref={scroller}
        class="log"
        role="log"
        aria-live={atEnd.value ? "polite" : "off"}
        aria-relevant="additions"
        aria-label="Messages"
        tabIndex={0}
        onScroll={look}
        onFocusIn={keep}
        onInput={keep}
        onKeyDown={(event) => moveInLog(event, rows)}
      >
        <div ref={content} class="log-content">
          <div class="log-spring" />
          {rows.length === 0 && here && <Beginning channel={here} />}
          <Virtualizer
            ref={list}
            scrollRef={scroller}
            shift={shift}
            data={rows}
            bufferSize={BEYOND_PX}
            keepMounted={rows.flatMap((row, at) => (kept.value.includes(row.message.ts) ? [at] : []))}
          >
            {(row: RowOf, at: number) => (
              <div key={row.message.ts} class="row">
                {at === 0 &&
                  (now.older ? (
                    <p class="more-older muted small">Loading older messages…</p>
                  ) : (
                    here && <Beginning channel={here} />
                  ))}
                <Line row={row} />
                <Row message={row.message} channel={here?.id ?? ""} compact={row.compact} pinned={row.pinned} />
              </div>
            )}
          </Virtualizer>
        </div>
      </div>
      {(!atEnd.value || now.newer) && (
        <button type="button" class="jump" data-do="newest" onClick={() => void tried(goToNewest(), "Newest messages")}>
          <Icon name="down" />
          {news > 0 ? `Jump to newest (${news} new)` : "Jump to newest"}
        </button>
      )}
    </div>
  );
}
