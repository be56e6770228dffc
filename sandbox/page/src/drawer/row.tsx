import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";

import { moment, timeOfDay, type Verdict } from "./words";

interface RowProps {
  at: number;
  title: string;
  /** Small words below the title. */
  note?: string;
  verdict: Verdict;
  /** What stands at the right end. */
  end?: string;
  /** What is shown when the row is opened. */
  children: () => ComponentChildren;
}

const SIGNS: Record<Verdict["tone"], string> = { good: "✓", bad: "✕", open: "…" };

/** A method or a code with places where a line may end. */
const breakable = (text: string) => text.split(/(?<=[._])(?=.)/).flatMap((part, index) => (index === 0 ? [part] : [<wbr key={index} />, part]));

/** One line of a list that opens. */
export function Row({ at, title, note, verdict, end, children }: RowProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <li class="drawer-record">
      <button type="button" class="drawer-head" aria-expanded={open} aria-controls={open ? id : undefined} onClick={() => setOpen(!open)}>
        <time class="muted" dateTime={new Date(at * 1000).toISOString()} title={moment(at)}>
          {timeOfDay(at)}
        </time>
        <span class="drawer-title">
          <bdi>{breakable(title)}</bdi> {note && <small class="muted">{note}</small>}
        </span>
        <span class={`drawer-verdict drawer-${verdict.tone}`}>
          <span aria-hidden="true">{`${SIGNS[verdict.tone]}\u00a0`}</span>
          {breakable(verdict.words)}
        </span>
        {end !== undefined && <span class="drawer-end muted">{end}</span>}
      </button>
      {open && (
        <div class="drawer-more" id={id}>
          {children()}
        </div>
      )}
    </li>
  );
}
