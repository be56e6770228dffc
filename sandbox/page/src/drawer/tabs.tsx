import { useEffect, useRef } from "preact/hooks";

import { Calls } from "./calls";
import { ClockTab } from "./clock";
import { Deliveries } from "./deliveries";
import { StateTab } from "./saved";
import { show, shown, type Tab } from "./shown";
import { Trouble } from "./trouble";

const TABS: [Tab, string, () => preact.ComponentChild][] = [
  ["calls", "Calls", () => <Calls />],
  ["deliveries", "Deliveries", () => <Deliveries />],
  ["trouble", "Trouble", () => <Trouble />],
  ["clock", "Clock", () => <ClockTab />],
  ["state", "State", () => <StateTab />],
];

function towards(key: string, at: number): number | null {
  const last = TABS.length - 1;
  const to: Record<string, number> = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last };
  return to[key] ?? null;
}

/** The tabs and the panel of the chosen one; the chosen tab takes the focus when it appears. */
export function Tabs() {
  const list = useRef<HTMLDivElement>(null);
  const at = TABS.findIndex(([tab]) => tab === shown.value);
  const focus = () => list.current?.querySelector<HTMLElement>("[aria-selected=true]")?.focus();
  useEffect(() => void focus(), []);
  function press(event: KeyboardEvent): void {
    const to = towards(event.key, at);
    const next = to === null ? undefined : TABS[to];
    if (!next) return;
    event.preventDefault();
    show(next[0]);
    requestAnimationFrame(focus);
  }
  return (
    <>
      <div class="drawer-tabs" role="tablist" aria-label="Behind the scenes" ref={list} onKeyDown={press}>
        {TABS.map(([tab, words]) => (
          <button
            key={tab}
            type="button"
            role="tab"
            id={`drawer-tab-${tab}`}
            aria-selected={tab === shown.value}
            aria-controls="drawer-panel"
            tabIndex={tab === shown.value ? 0 : -1}
            onClick={() => show(tab)}
          >
            {words}
          </button>
        ))}
      </div>
      <div class="drawer-panel" id="drawer-panel" key={shown.value} role="tabpanel" tabIndex={0} aria-labelledby={`drawer-tab-${shown.value}`}>
        {TABS[at]?.[2]()}
      </div>
    </>
  );
}
