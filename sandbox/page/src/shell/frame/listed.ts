import type { Channel } from "../../types";

/** What the sidebar lists: one's own channels and direct messages by name, and the one that is open. */
export function listed(all: readonly Channel[], here: string, app: string | undefined, name: (id: string) => string | null) {
  const byName = (a: Channel, b: Channel) =>
    (name(a.id) ?? a.name).localeCompare(name(b.id) ?? b.name, undefined, { numeric: true, sensitivity: "base" });
  const own = all.filter((one) => (one.is_member && !one.is_archived) || one.id === here).sort(byName);
  return {
    rooms: own.filter((one) => one.kind === "channel" || one.kind === "group"),
    direct: own.filter((one) => (one.kind === "im" || one.kind === "mpim") && one.with_user !== app),
  };
}
