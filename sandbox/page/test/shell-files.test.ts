import assert from "node:assert/strict";
import { test } from "node:test";

import { readEvents, readTime } from "../src/shell/files/calendar";
import { about, kindOf, size } from "../src/shell/files/kinds";
import type { FileInfo } from "../src/types";

const file = (name: string, mimetype: string): FileInfo => ({
  id: "F1",
  name,
  title: name,
  mimetype,
  size: 2048,
  url_private: "",
});

test("What a file is follows from its type or, failing that, its name.", () => {
  const kinds = [
    file("a.png", "image/png"),
    file("a.md", "application/octet-stream"),
    file("a.json", "application/json"),
    file("a.ics", "text/calendar"),
    file("a.log", "text/plain"),
    file("a.pdf", "application/pdf"),
  ].map(kindOf);
  assert.deepEqual(kinds, ["image", "markdown", "json", "calendar", "text", "other"]);
});

test("Files say what they are and how large.", () => {
  assert.equal(about(file("a.pdf", "application/pdf")), "PDF · 2.0 kB");
  assert.deepEqual([size(5), size(3 * 1_048_576), size(Number.NaN)], ["5 B", "3.0 MB", ""]);
});

test("Events of a calendar are read with folded lines and escaped signs.", () => {
  const text =
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Review\\, part\r\n  two\r\nDTSTART;VALUE=DATE:20261122\r\nDESCRIPTION:a\\nb\r\nEND:VEVENT\r\nEND:VCALENDAR";
  assert.deepEqual(readEvents(text), [{ summary: "Review, part two", starts: "2026-11-22", ends: "", where: "", about: "a\nb" }]);
});

test("A time without a zone stays as it stands, and what is no time too.", () => {
  assert.deepEqual([readTime("20261122T093000"), readTime("soon")], ["2026-11-22 09:30", "soon"]);
});
