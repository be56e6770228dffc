import type { Signal } from "@preact/signals";
import type { ComponentType } from "preact";

import { MOST } from "./records";

interface ListProps<T> {
  filter: Signal<string>;
  only: Signal<boolean>;
  about: string;
  onlyWords: string;
  /** The records to show, newest first. */
  records: T[];
  /** How many there are before filtering. */
  all: number;
  count: (count: number) => string;
  empty: string;
  Record: ComponentType<{ record: T }>;
}

/** A filter and what it leaves. */
export function List<T extends { n: number }>({ filter, only, about, onlyWords, records, all, count, empty, Record }: ListProps<T>) {
  const shown = records.length === all ? count(all) : `${records.length} of ${count(all)}`;
  return (
    <>
      <div class="drawer-filter">
        <input
          type="search"
          aria-label={about}
          placeholder={about}
          value={filter.value}
          onInput={(event) => (filter.value = event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape" || !filter.value) return;
            event.preventDefault();
            filter.value = "";
          }}
        />
        <label class="drawer-check">
          <input type="checkbox" checked={only.value} onChange={(event) => (only.value = event.currentTarget.checked)} />
          {onlyWords}
        </label>
        <span class="muted small" role="status">
          {shown}, newest first, times in UTC
        </span>
      </div>
      {records.length === 0 && <p class="drawer-empty">{all === 0 ? empty : "Nothing here fits the filter."}</p>}
      <ul class="bare drawer-records">
        {records.map((record) => (
          <Record key={record.n} record={record} />
        ))}
      </ul>
      {all >= MOST && <p class="drawer-empty">Only the last {MOST} are kept here.</p>}
    </>
  );
}
