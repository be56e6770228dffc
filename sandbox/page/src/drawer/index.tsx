import "./drawer.css";

import { signal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";

import { Grip } from "./grip";
import { Tabs } from "./tabs";
import { wantedWidth } from "./width";
import { follow, link } from "./wire";

/** Whether the developer's drawer is open. */
export const drawerOpen = signal(false);

function close(): void {
  drawerOpen.value = false;
  document.querySelector<HTMLElement>("[data-do=drawer]")?.focus();
}

/** The developer's drawer; nothing while it is closed. Ctrl+Shift+D opens and closes it. */
export function Drawer(): VNode | null {
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      if (!event.ctrlKey || !event.shiftKey || event.altKey || event.code !== "KeyD") return;
      event.preventDefault();
      if (drawerOpen.value) close();
      else drawerOpen.value = true;
    }
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
  return drawerOpen.value ? <Opened /> : null;
}

const NOT_LIVE = {
  connecting: "Connecting to the sandbox…",
  away: "The sandbox does not answer. What is below may be out of date; trying again.",
  live: "",
};

function Opened() {
  useEffect(follow, []);
  function press(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  }
  return (
    <aside class="drawer" aria-label="Developer’s drawer" style={{ "--drawer-width": `${wantedWidth()}px` }} onKeyDown={press}>
      <Grip />
      <header class="drawer-top">
        <h2>Behind the scenes</h2>
        <button type="button" class="plain icon-button" aria-label="Close the drawer" title="Close (Esc)" onClick={close}>
          <span aria-hidden="true">×</span>
        </button>
      </header>
      <p class="drawer-link-state" role="status">
        {NOT_LIVE[link.value]}
      </p>
      <Tabs />
    </aside>
  );
}
