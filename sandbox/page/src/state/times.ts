/** Times in the reader's own zone. A ts is seconds since 1970, UTC. */

const DAY_MS = 86_400_000;

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const SHORT = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

const dayStart = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

export const fromTs = (ts: string): Date => new Date(Number(ts) * 1000);
export const clock = (date: Date): string => CLOCK.format(date);
export const full = (date: Date): string => FULL.format(date);
export const sameDay = (a: Date, b: Date): boolean => dayStart(a) === dayStart(b);

/** The name of a day: "Today", "Yesterday", else weekday and date. */
export function dayName(date: Date, now = new Date()): string {
  const days = Math.round((dayStart(date) - dayStart(now)) / DAY_MS);
  return days === 0 ? "Today" : days === -1 ? "Yesterday" : DAY.format(date);
}

/** When something happened, in a few words: "today at 14:05". */
export function when(date: Date, now = new Date()): string {
  const days = Math.round((dayStart(date) - dayStart(now)) / DAY_MS);
  const day = days === 0 ? "today" : days === -1 ? "yesterday" : SHORT.format(date);
  return `${day} at ${clock(date)}`;
}
