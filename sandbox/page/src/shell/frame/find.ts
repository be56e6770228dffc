/** What the channel switcher finds. */

import type { Channel, Person } from "../../types";

export interface Found {
  /** A channel's or person's id, or "home". */
  id: string;
  kind: "channel" | "private" | "person" | "app";
  name: string;
  hint: string;
  unread: number;
}

const MOST = 24;

/** How well a name fits what was typed: 0 best, null not at all. */
export function fit(name: string, typed: string): number | null {
  const low = name.toLowerCase();
  const wanted = typed.trim().toLowerCase().replace(/^[#@]/, "");
  if (low === wanted) return 0;
  if (low.startsWith(wanted)) return 1;
  if (low.split(/[\s_.-]+/).some((word) => word.startsWith(wanted))) return 2;
  return low.includes(wanted) ? 3 : null;
}

/** Places for what was typed, best first; unread ones first among equals. */
export function find(typed: string, places: readonly Found[]): Found[] {
  const wanted = places.flatMap((one) => {
    const fits = [
      fit(one.name, typed),
      ...one.hint
        .split(" · ")
        .filter(Boolean)
        .map((word) => fit(word, typed)),
    ].filter((each) => each !== null);
    return fits.length > 0 ? [{ one, rank: typed.trim() ? Math.min(...fits) : 0 }] : [];
  });
  wanted.sort(
    (a, b) =>
      a.rank - b.rank || b.one.unread - a.one.unread || a.one.name.localeCompare(b.one.name, undefined, { numeric: true }),
  );
  return wanted.slice(0, MOST).map(({ one }) => one);
}

/** Every place that the chosen person can go to. */
export function placesOf(
  channels: readonly Channel[],
  people: readonly Person[],
  me: string,
  app: { name: string; user_id: string } | null,
): Found[] {
  const rooms = channels
    .filter((one) => one.kind === "channel" || one.kind === "group")
    .map((one): Found => ({
      id: one.id,
      kind: one.is_private ? "private" : "channel",
      name: one.name,
      hint: [one.is_archived ? "archived" : "", one.is_member ? "" : "not joined"].filter(Boolean).join(" · "),
      unread: one.unread,
    }));
  const others = people
    .filter((one) => one.id !== me && one.id !== app?.user_id && !one.deleted)
    .map((one): Found => ({
      id: one.id,
      kind: one.is_bot ? "app" : "person",
      name: one.real_name || one.name,
      hint: [one.name, one.title].filter(Boolean).join(" · "),
      unread: channels.find((channel) => channel.with_user === one.id)?.unread ?? 0,
    }));
  return [...rooms, ...others, { id: "home", kind: "app", name: app?.name ?? "App", hint: "app", unread: 0 }];
}
