/** What the page's address says, and what it remembers in this browser. */

import { signal } from "@preact/signals";

export type Theme = "auto" | "light" | "dark";
const THEMES: readonly Theme[] = ["auto", "light", "dark"];

/** Where an address points: a person, a place (id, name or "home"), a message, and the thread it is in. */
export interface Address {
  as: string | null;
  place: string | null;
  ts: string | null;
  thread: string | null;
}

export function parseAddress(url: URL): Address {
  const link = /^\/archives\/([A-Z0-9]+)(?:\/p(\d+)(\d{6}))?\/?$/.exec(url.pathname);
  return {
    as: url.searchParams.get("as"),
    place: link?.[1] ?? url.searchParams.get("channel"),
    ts: link?.[2] ? `${link[2]}.${link[3]}` : null,
    thread: url.searchParams.get("thread_ts"),
  };
}

/** Where a link leads inside the workspace, or null: a permalink, Slack's redirect to a channel, or a page of this one. */
export function insideOf(href: string, here: string): Address | null {
  let url: URL;
  try {
    url = new URL(href, here);
  } catch {
    return null;
  }
  const address = parseAddress(url);
  const permalink = url.pathname.startsWith("/archives/");
  const redirect = url.hostname === "slack.com" && url.pathname === "/app_redirect";
  const own = url.origin === new URL(here).origin && url.pathname === "/";
  return (permalink || redirect || own) && address.place !== null ? address : null;
}

/** The canvas that a link opens, or null. */
export function canvasOf(href: string, here: string): string | null {
  let url: URL;
  try {
    url = new URL(href, here);
  } catch {
    return null;
  }
  const found = /^\/docs\/T\w+\/(F\w+)\/?$/.exec(url.pathname);
  const ours = url.origin === new URL(here).origin || url.hostname.endsWith(".slack.com");
  return ours ? (found?.[1] ?? null) : null;
}

/** The address of a place, as one person. */
export const writeAddress = (as: string, place: string): string => `/?${new URLSearchParams({ as, channel: place })}`;

function stored(name: string): string | null {
  try {
    return localStorage.getItem(`sandbox.${name}`);
  } catch {
    return null;
  }
}

function store(name: string, value: string): void {
  try {
    localStorage.setItem(`sandbox.${name}`, value);
  } catch {
    // A browser that keeps nothing for this page forgets; the address still says it.
  }
}

/** The address now, with what was remembered where it says nothing. */
export function wanted(): Address {
  const address = parseAddress(new URL(location.href));
  return { ...address, as: address.as ?? stored("as"), place: address.place ?? stored("channel") };
}

/** Remember person and place and write them into the address; as a step back to the one before if `step`. */
export function remember(as: string, place: string, step: boolean): void {
  store("as", as);
  store("channel", place);
  const next = writeAddress(as, place);
  if (location.pathname + location.search === next) return;
  if (step) history.pushState(null, "", next);
  else history.replaceState(null, "", next);
}

const chosen = stored("theme") as Theme | null;
export const theme = signal<Theme>(chosen && THEMES.includes(chosen) ? chosen : "auto");

/** Go to the next theme: as the system, light, dark. */
export function nextTheme(): void {
  theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length]!;
  store("theme", theme.value);
}
