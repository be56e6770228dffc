/** What kind of file something is, and how it is shown. */

import type { FileInfo } from "../../types";

export type FileKind = "image" | "markdown" | "json" | "calendar" | "text" | "other";

const IMAGES = /^image\/(png|jpeg|gif|webp|avif|svg\+xml)/;
const TEXTS = /^text\/|\/(x-)?(yaml|toml|xml|javascript|x-sh|sql|x-ndjson)/;
const TEXT_ENDINGS = /\.(txt|log|csv|tsv|ya?ml|toml|py|js|ts|sh|sql|ini|cfg|xml|html?|diff|patch|jsonl)$/i;

export function kindOf(file: FileInfo): FileKind {
  const name = file.name ?? "";
  const type = file.mimetype ?? "";
  if (IMAGES.test(type)) return "image";
  if (type === "text/markdown" || /\.(md|markdown)$/i.test(name)) return "markdown";
  if (/[/+]json$/.test(type) || /\.json$/i.test(name)) return "json";
  if (type === "text/calendar" || /\.ics$/i.test(name)) return "calendar";
  return TEXTS.test(type) || TEXT_ENDINGS.test(name) ? "text" : "other";
}

const KIND_NAMES: Record<FileKind, string> = {
  image: "Image",
  markdown: "Markdown",
  json: "JSON",
  calendar: "Calendar",
  text: "Text",
  other: "File",
};

/** What a file is and how large, for people. */
export function about(file: FileInfo): string {
  const kind = kindOf(file);
  const ending = /\.(\w{1,8})$/.exec(file.name ?? "")?.[1]?.toUpperCase();
  return [kind === "other" || kind === "text" ? (ending ?? KIND_NAMES[kind]) : KIND_NAMES[kind], size(file.size)]
    .filter(Boolean)
    .join(" · ");
}

export function size(bytes: number): string {
  if (!Number.isFinite(bytes)) return "";
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1_048_576 ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}

/** A file's address on this server, or null: nothing is fetched from elsewhere. */
export function ownAddress(address: string | undefined): string | null {
  if (!address) return null;
  try {
    const url = new URL(address, location.href);
    return url.pathname.startsWith("/files/") ? url.pathname + url.search : null;
  } catch {
    return null;
  }
}
