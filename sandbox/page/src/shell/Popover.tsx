/** One thing at a time that opens beside a button: a menu, a list, the emoji. */

import { signal } from "@preact/signals";
import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

interface Opened {
  anchor: HTMLElement;
  label: string;
  role: "menu" | "dialog";
  content: (close: () => void) => VNode;
}

const REOPEN_MS = 300;
const MARGIN = 8;
const opened = signal<Opened | null>(null);
let lastClosed: { anchor: HTMLElement; at: number } | null = null;

/** Open something beside its button; a second press on the button closes it. */
export function openBeside(next: Opened): void {
  // The press on its own button has already closed it.
  if (lastClosed?.anchor === next.anchor && performance.now() - lastClosed.at < REOPEN_MS) {
    lastClosed = null;
    return;
  }
  opened.value = next;
}

function put(box: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const wish = at.left + width > innerWidth - MARGIN ? at.right - width : at.left;
  const below = at.bottom + 4;
  const top = below + height > innerHeight - MARGIN ? at.top - height - 4 : below;
  box.style.left = `${Math.max(MARGIN, Math.min(wish, innerWidth - width - MARGIN))}px`;
  box.style.top = `${Math.max(MARGIN, Math.min(top, innerHeight - height - MARGIN))}px`;
}

const FIRST = "[autofocus], input, [role^=menuitem], button, a[href]";

function Beside({ now }: { now: Opened }) {
  const box = useRef<HTMLDivElement>(null);
  const closing = useRef(false);
  const close = () => {
    closing.current = true;
    box.current?.hidePopover();
  };
  useLayoutEffect(() => {
    const node = box.current!;
    const before = document.activeElement;
    node.showPopover();
    put(node, now.anchor);
    now.anchor.setAttribute("aria-expanded", "true");
    node.querySelector<HTMLElement>(FIRST)?.focus();
    const closed = (event: Event) => {
      if ((event as ToggleEvent).newState !== "closed") return;
      lastClosed = closing.current ? null : { anchor: now.anchor, at: performance.now() };
      if (node.contains(document.activeElement)) (now.anchor.isConnected ? now.anchor : (before as HTMLElement | null))?.focus();
      if (opened.peek() === now) opened.value = null;
    };
    node.addEventListener("beforetoggle", closed);
    return () => {
      now.anchor.setAttribute("aria-expanded", "false");
      node.removeEventListener("beforetoggle", closed);
    };
  }, []);
  return (
    <div ref={box} popover="auto" class={now.role === "menu" ? "menu" : "panel"} role={now.role} aria-label={now.label}>
      {now.content(close)}
    </div>
  );
}

let count = 0;
const keys = new WeakMap<Opened, number>();
const keyOf = (one: Opened): number => {
  if (!keys.has(one)) keys.set(one, (count += 1));
  return keys.get(one)!;
};

export function PopoverHost() {
  const now = opened.value;
  return now && <Beside key={keyOf(now)} now={now} />;
}
