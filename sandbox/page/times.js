/** Times in the reader's own zone. Slack timestamps and dates are seconds since 1970, UTC. */

const DAY_MS = 86_400_000;
const format = (date, options) => new Intl.DateTimeFormat(undefined, options).format(date);
const dayStart = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());
const pad = (number) => String(number).padStart(2, "0");

export const fromTs = (ts) => new Date(Number(ts) * 1000);
export const clock = (date) => format(date, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
export const full = (date) => format(date, { dateStyle: "full", timeStyle: "medium" });
export const sameDay = (a, b) => dayStart(a).getTime() === dayStart(b).getTime();

/** "Today", "Yesterday", "Tomorrow", or null for other days. */
function nearDay(date) {
  const days = Math.round((dayStart(date) - dayStart(new Date())) / DAY_MS);
  return { 0: "Today", "-1": "Yesterday", 1: "Tomorrow" }[days] ?? null;
}

/** The name of a day for a divider. */
export const dayName = (date) =>
  nearDay(date) ?? format(date, { weekday: "long", day: "numeric", month: "long" });

function ago(date) {
  const seconds = (date.getTime() - Date.now()) / 1000;
  const units = [
    ["day", 86400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1],
  ];
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

const SHORT = { year: "numeric", month: "short", day: "numeric" };
const LONG = { weekday: "long", year: "numeric", month: "long", day: "numeric" };
const TOKENS = {
  date_num: (d) => `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())}`,
  date_slash: (d) => format(d, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date: (d) => format(d, { year: "numeric", month: "long", day: "numeric" }),
  date_short: (d) => format(d, SHORT),
  date_long: (d) => format(d, LONG),
  date_long_full: (d) => format(d, LONG),
  date_pretty: (d) => nearDay(d) ?? format(d, { year: "numeric", month: "long", day: "numeric" }),
  date_short_pretty: (d) => nearDay(d) ?? format(d, SHORT),
  date_long_pretty: (d) => nearDay(d) ?? format(d, LONG),
  day_divider_pretty: (d) => dayName(d),
  time: clock,
  time_secs: (d) => format(d, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }),
  ago,
};

/** Slack's date formatting (`<!date^seconds^format|fallback>`); null when the seconds or a token are not understood. */
export function formatDate(seconds, pattern) {
  const date = fromTs(seconds);
  if (!/^-?\d+$/.test(String(seconds)) || Number.isNaN(date.getTime())) return null;
  let known = true;
  const text = pattern.replace(/\{(\w+)\}/g, (token, name) => {
    if (!Object.hasOwn(TOKENS, name)) known = false;
    return known ? TOKENS[name](date) : token;
  });
  return known ? text : null;
}

/** Seconds since 1970 → the value of an `<input type=datetime-local>`. */
export function toLocalInput(seconds) {
  const d = fromTs(seconds);
  return `${TOKENS.date_num(d)}T${pad(d.getHours())}:${pad(d.getMinutes())}`;
}

/** The value of an `<input type=datetime-local>` → whole seconds since 1970, or null. */
export function fromLocalInput(value) {
  const time = new Date(value).getTime();
  return Number.isNaN(time) ? null : Math.floor(time / 1000);
}
