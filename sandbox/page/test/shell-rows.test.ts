import assert from "node:assert/strict";
import { test } from "node:test";

import { rowsOf } from "../src/shell/log/rows";
import type { Message } from "../src/types";

const NOON = 1_700_049_600;
const message = (seconds: number, more: Partial<Message> = {}): Message => ({
  ts: `${NOON + seconds}.000100`,
  user: "UANA",
  text: "",
  permalink: "",
  ...more,
});
const rows = (messages: Message[], pins: string[] = [], readBefore: string | null = null) =>
  rowsOf(messages, pins, readBefore, "UBEN");

test("A message soon after one by the same author needs no name.", () => {
  const all = rows([message(0), message(60), message(61, { user: "UCHI" }), message(1000, { user: "UCHI" })]);
  assert.deepEqual(
    all.map((row) => row.compact),
    [false, true, false, false],
  );
});

test("What Slack, an app under another name, or nobody else sees wrote, stands by itself.", () => {
  const all = rows([
    message(0),
    message(1, { subtype: "channel_join" }),
    message(2),
    message(3, { ephemeral: true }),
    message(4),
    message(5, { username: "Other" }),
  ]);
  assert.deepEqual(
    all.map((row) => row.compact),
    [false, false, false, false, false, false],
  );
});

test("A day begins with a name, and so does a pinned message and the one after it.", () => {
  const all = rows([message(0), message(1), message(2), message(86_400)], [message(1).ts]);
  assert.deepEqual(
    all.map((row) => row.day !== null),
    [true, false, false, true],
  );
  assert.deepEqual(
    all.map((row) => [row.pinned, row.compact]),
    [
      [false, false],
      [true, false],
      [false, false],
      [false, false],
    ],
  );
});

test("The line of new messages stands above the first of somebody else since the last reading.", () => {
  const all = rows([message(0), message(10, { user: "UBEN" }), message(20), message(30)], [], message(0).ts);
  assert.deepEqual(
    all.map((row) => row.fresh),
    [false, false, true, false],
  );
});
