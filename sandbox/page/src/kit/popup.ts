/** A box that opens below a control, above everything else, and closes when something else is pressed. */

import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

const GAP = 4;
const EDGE = 8;

function place(anchor: HTMLElement, box: HTMLElement, wide: boolean): void {
  const around = anchor.getBoundingClientRect();
  if (wide) box.style.minWidth = `${around.width}px`;
  const { width, height } = box.getBoundingClientRect();
  const below = innerHeight - around.bottom - EDGE;
  const up = height > below && around.top > below;
  const room = Math.max(80, (up ? around.top : innerHeight - around.bottom) - GAP - EDGE);
  box.style.maxHeight = `min(20rem, ${room}px)`;
  const shown = Math.min(height, room, 20 * parseFloat(getComputedStyle(document.documentElement).fontSize));
  const left = getComputedStyle(anchor).direction === "rtl" ? around.right - width : around.left;
  box.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`;
  box.style.top = `${up ? Math.max(EDGE, around.top - GAP - shown) : around.bottom + GAP}px`;
}

/** Keep `box` (a `popover="manual"`) at `anchor` while it is open; `wide` makes it at least as wide. `version` changes with its content. */
export function usePopup(
  anchor: RefObject<HTMLElement | null>,
  box: RefObject<HTMLElement | null>,
  open: boolean,
  close: () => void,
  { wide = false, version }: { wide?: boolean; version?: unknown } = {},
): void {
  useLayoutEffect(() => {
    if (!open || !anchor.current || !box.current) return;
    const here = anchor.current;
    const shown = box.current;
    if (!shown.matches(":popover-open")) shown.showPopover();
    const follow = () => place(here, shown, wide);
    const outside = (event: Event) => {
      const target = event.target as Node;
      if (!here.contains(target) && !shown.contains(target)) close();
    };
    const scrolled = (event: Event) => !shown.contains(event.target as Node) && follow();
    follow();
    addEventListener("resize", follow);
    document.addEventListener("scroll", scrolled, true);
    document.addEventListener("pointerdown", outside, true);
    return () => {
      removeEventListener("resize", follow);
      document.removeEventListener("scroll", scrolled, true);
      document.removeEventListener("pointerdown", outside, true);
    };
  }, [open, version]);
}

/** Move within a list by a key: the new place, or null for other keys. */
export function movedBy(key: string, at: number, length: number): number | null {
  if (length === 0) return null;
  if (key === "ArrowDown") return (at + 1) % length;
  if (key === "ArrowUp") return at <= 0 ? length - 1 : at - 1;
  if (key === "Home") return 0;
  if (key === "End") return length - 1;
  return null;
}
