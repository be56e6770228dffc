/** How wide the drawer is, kept in this browser. */

import { signal } from "@preact/signals";

const KEY = "sandbox.drawer";
export const NARROWEST = 320;

/** The widest it may be in a window of this width: the conversation keeps its place. */
export const widest = (windowWidth: number) => Math.max(NARROWEST, Math.min(900, windowWidth - 420));

/** `wanted` within what the window allows, in whole pixels. */
export const fitting = (wanted: number, windowWidth: number) =>
  Math.round(Math.min(Math.max(wanted, NARROWEST), widest(windowWidth)));

const DEFAULT = 500;

function kept(): number {
  const stored = Number(localStorage.getItem(KEY));
  return stored > 0 ? stored : DEFAULT;
}

export const width = signal<number | null>(null);

/** The wanted width, read from this browser the first time. */
export const wantedWidth = () => width.value ?? (width.value = kept());

/** Take a width and keep it. */
export function setWidth(wanted: number): void {
  width.value = fitting(wanted, innerWidth);
  localStorage.setItem(KEY, String(width.value));
}
