/** Keys and links that work everywhere on the page. */

import { closeThread, readBefore, thread } from "../state/conversation";
import { channelName } from "../state/directory";
import { appInfo, channels, follow, open, place, visit } from "../state/store";
import { listed } from "./frame/listed";
import { sidebarOpen } from "./frame/Sidebar";
import { openSwitcher } from "./frame/Switcher";

/** The place a few steps down the sidebar, or the next unread one. */
function beside(step: 1 | -1, unread: boolean): string | undefined {
  const { rooms, direct } = listed(channels.peek(), place.peek(), appInfo.peek()?.user_id, channelName);
  const all = [...rooms, ...direct];
  const from = all.findIndex((one) => one.id === place.peek());
  for (let away = 1; away <= all.length; away += 1) {
    const one = all[(from + step * away + all.length * 2) % all.length];
    if (one && one.id !== place.peek() && (!unread || one.unread > 0)) return one.id;
  }
  return undefined;
}

function pressed(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  const command = event.ctrlKey || event.metaKey;
  if (command && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openSwitcher();
  } else if (event.altKey && !command && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    const to = beside(event.key === "ArrowDown" ? 1 : -1, event.shiftKey);
    event.preventDefault();
    if (to) void open(to);
  } else if (event.key === "Escape" && !document.querySelector("dialog[open], :popover-open")) {
    if (sidebarOpen.peek()) sidebarOpen.value = false;
    else if (thread.peek()) closeThread();
    else readBefore.value = null;
  }
}

/** Follow links into the workspace (channels, permalinks) without leaving the page. */
function clicked(event: MouseEvent): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0 || event.defaultPrevented) return;
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
  if (!link || link.hasAttribute("download")) return;
  const named = link.dataset.goChannel;
  if (!(named ? follow(named, null, null) : visit(link.href))) return;
  event.preventDefault();
  // Who follows a link out of a modal wants to see where it leads.
  link.closest("dialog.modal")?.querySelector<HTMLElement>("[data-do=dismiss-view]")?.click();
}

/** Listen until the returned function is called. */
export function listenEverywhere(): () => void {
  document.addEventListener("keydown", pressed);
  document.addEventListener("click", clicked);
  return () => {
    document.removeEventListener("keydown", pressed);
    document.removeEventListener("click", clicked);
  };
}
