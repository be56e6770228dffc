/** Slack's dates, in the reader's own zone. Seconds are since 1970, UTC. */

const DAY_MS = 86_400_000;
const format = (date: Date, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(undefined, options).format(date);
const dayStart = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
const pad = (number: number) => String(number).padStart(2, "0");

export const fromSeconds = (seconds: number | string) => new Date(Number(seconds) * 1000);
export const fullDate = (date: Date) => format(date, { dateStyle: "full", timeStyle: "medium" });

function nearDay(date: Date): string | null {
  const days = Math.round((dayStart(date) - dayStart(new Date())) / DAY_MS);
  return new Map([
    [0, "today"],
    [-1, "yesterday"],
    [1, "tomorrow"],
  ]).get(days) ?? null;
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];

function ago(date: Date): string {
  const seconds = (date.getTime() - Date.now()) / 1000;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second" as const, 1];
  return new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

const PLAIN: Intl.DateTimeFormatOptions = { year: "numeric", month: "long", day: "numeric" };
const SHORT: Intl.DateTimeFormatOptions = { year: "numeric", month: "short", day: "numeric" };
const LONG: Intl.DateTimeFormatOptions = { weekday: "long", ...PLAIN };
const CLOCK: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

const TOKENS = new Map<string, (date: Date) => string>([
  ["date_num", (d) => `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())}`],
  ["date_slash", (d) => format(d, { year: "numeric", month: "2-digit", day: "2-digit" })],
  ["date", (d) => format(d, PLAIN)],
  ["date_short", (d) => format(d, SHORT)],
  ["date_long", (d) => format(d, LONG)],
  ["date_long_full", (d) => format(d, LONG)],
  ["date_pretty", (d) => nearDay(d) ?? format(d, PLAIN)],
  ["date_short_pretty", (d) => nearDay(d) ?? format(d, SHORT)],
  ["date_long_pretty", (d) => nearDay(d) ?? format(d, LONG)],
  ["day_divider_pretty", (d) => nearDay(d) ?? format(d, { weekday: "long", day: "numeric", month: "long" })],
  ["time", (d) => format(d, CLOCK)],
  ["time_secs", (d) => format(d, { ...CLOCK, second: "2-digit" })],
  ["ago", ago],
]);

/** Slack's date formatting (`<!date^seconds^format|fallback>`); null when the seconds or a token are not understood. */
export function formatDate(seconds: number | string, pattern: string): string | null {
  const date = fromSeconds(seconds);
  if (!/^-?\d+$/.test(String(seconds)) || Number.isNaN(date.getTime())) return null;
  let known = true;
  const text = pattern.replace(/\{(\w+)\}/g, (token, name: string) => {
    const write = TOKENS.get(name);
    if (!write) known = false;
    return write ? write(date) : token;
  });
  return known ? text : null;
}

/** Seconds → the value of an `<input type=datetime-local>`, in UTC. */
export const toUtcInput = (seconds: number): string => fromSeconds(seconds).toISOString().slice(0, 16);

/** The value of an `<input type=datetime-local>`, read as UTC → whole seconds, or null. */
export function fromUtcInput(value: string): number | null {
  const time = new Date(`${value}Z`).getTime();
  return value === "" || Number.isNaN(time) ? null : Math.floor(time / 1000);
}
