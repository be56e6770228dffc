/** What an iCalendar file says (RFC 5545), as far as people want to read it. */

export interface CalendarEvent {
  summary: string;
  starts: string;
  ends: string;
  where: string;
  about: string;
}

const plain = (value: string): string => value.replace(/\\n/gi, "\n").replace(/\\([,;\\])/g, "$1");

/** A date or time of the file: in the reader's zone if it is UTC, otherwise as it stands. */
export function readTime(value: string): string {
  const found = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?$/.exec(value);
  if (!found) return value;
  const [, year, month, day, hour, minute, , utc] = found;
  if (hour === undefined) return `${year}-${month}-${day}`;
  if (utc === undefined) return `${year}-${month}-${day} ${hour}:${minute}`;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute)));
  return new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" }).format(date);
}

/** The events of a file, in its order. */
export function readEvents(text: string): CalendarEvent[] {
  const lines = text.replace(/\r?\n[ \t]/g, "").split(/\r?\n/);
  const events: CalendarEvent[] = [];
  let now: CalendarEvent | null = null;
  for (const line of lines) {
    const [, name, value] = /^([A-Z-]+)(?:;[^:]*)?:(.*)$/.exec(line) ?? [];
    if (line === "BEGIN:VEVENT") now = { summary: "", starts: "", ends: "", where: "", about: "" };
    else if (line === "END:VEVENT" && now) events.push(now);
    else if (!now || value === undefined) continue;
    else if (name === "SUMMARY") now.summary = plain(value);
    else if (name === "DTSTART") now.starts = readTime(value);
    else if (name === "DTEND") now.ends = readTime(value);
    else if (name === "LOCATION") now.where = plain(value);
    else if (name === "DESCRIPTION") now.about = plain(value);
  }
  return events;
}
