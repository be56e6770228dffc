/** JSON for reading: what fits in a line stays in it, and what is long is folded. */

const LINE = 72;
const TEXT = 240;
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const escaped = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A value as JSON in one line, with signs that cannot be seen or that turn text around written as escapes. */
export const written = (value: unknown): string => JSON.stringify(value).replace(HIDDEN, escaped);

/** The one line that a list or an object is short enough for, else null. */
export function inLine(value: object): string | null {
  const text = written(value);
  if (text.length > LINE) return null;
  return text.replace(/("(?:[^"\\]|\\.)*")|([,:])/g, (_, quoted: string | undefined, sign: string) => quoted ?? `${sign} `);
}

/** What is inside a folded list or object, in words. */
export function inside(value: object): string {
  const count = Array.isArray(value) ? value.length : Object.keys(value).length;
  const one = Array.isArray(value) ? "item" : "key";
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}

/** The beginning of a long text and how many characters are left out; null when it is short. */
export function shortened(text: string): { start: string; left: number } | null {
  if (text.length <= TEXT) return null;
  const start = text.slice(0, TEXT).replace(/[\ud800-\udbff]$/, "");
  return { start, left: text.length - start.length };
}
