/** What every tab is made of: headed sections, buttons that do one thing, and the word on how it went. */

import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";

import { ApiError } from "../api";
import { refusal } from "./words";

/** Something being done, and how it went. */
export interface Doing {
  busy: boolean;
  said: string;
  failed: boolean;
  /** Do it unless something is under way; the text that `act` resolves to is shown, and a refusal in words. */
  run(act: () => Promise<string>): Promise<void>;
  fail(why: string): void;
}

/** One thing at a time, told in place with `Told`. */
export function useDoing(): Doing {
  const [state, setState] = useState({ busy: false, said: "", failed: false });
  const busy = useRef(false);
  async function run(act: () => Promise<string>): Promise<void> {
    if (busy.current) return;
    busy.current = true;
    setState({ busy: true, said: "", failed: false });
    try {
      setState({ busy: false, said: await act(), failed: false });
    } catch (error) {
      setState({ busy: false, said: error instanceof ApiError ? refusal(error.code, error.body) : "", failed: true });
      if (!(error instanceof ApiError)) throw error;
    } finally {
      busy.current = false;
    }
  }
  return { ...state, run, fail: (why) => setState({ busy: false, said: why, failed: true }) };
}

/** How it went. */
export function Told({ doing }: { doing: Doing }) {
  return (
    <p class={doing.failed ? "drawer-told danger-text" : "drawer-told"} role={doing.failed ? "alert" : "status"}>
      {doing.said}
    </p>
  );
}

interface ActProps {
  doing: Doing;
  /** What to do, and the text to show afterwards. */
  act: () => Promise<string>;
  class?: string;
  about?: string;
  children: ComponentChildren;
}

/** A button that does something; it keeps the focus while it is under way. */
export function Act({ doing, act, class: look, about, children }: ActProps) {
  return (
    <button type="button" class={look} aria-disabled={doing.busy} aria-describedby={about} onClick={() => void doing.run(act)}>
      {children}
    </button>
  );
}

/** A headed part of a tab. */
export function Section({ title, children }: { title: string; children: ComponentChildren }) {
  const id = useId();
  return (
    <section class="drawer-section" aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {children}
    </section>
  );
}

/** A labelled control, with what it means below. */
export function Labelled({ label, hint, children }: { label: string; hint?: string; children: ComponentChildren }) {
  return (
    <label class="drawer-labelled">
      <span>{label}</span>
      {children}
      {hint && <small class="muted">{hint}</small>}
    </label>
  );
}
