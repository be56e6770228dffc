import assert from "node:assert/strict";
import { test } from "node:test";

import { MOST, begun, changed, countAfter, extended, threadChanged, trimmed, type Loaded } from "../src/state/stretch";
import type { Message, Stretch } from "../src/types";

const message = (n: number, more: Partial<Message> = {}): Message => ({
  ts: `17000000${String(n).padStart(2, "0")}.000100`,
  user: "UANA",
  text: `message ${n}`,
  permalink: "",
  ...more,
});
const texts = (loaded: Loaded) => loaded.messages.map((one) => one.text);
const stretch = (messages: Message[], more: Partial<Stretch> = {}) =>
  ({ messages, older: false, newer: false, ...more }) as Stretch;
const loaded = (messages: Message[], more: Partial<Loaded> = {}): Loaded => ({ messages, older: false, newer: false, ...more });

test("Replies stay out of the log, replies sent to the channel too are in it.", () => {
  const root = message(1);
  const reply = message(2, { thread_ts: root.ts });
  const broadcast = message(3, { thread_ts: root.ts, subtype: "thread_broadcast" });
  assert.deepEqual(texts(begun(stretch([root, reply, broadcast]))), ["message 1", "message 3"]);
});

test("A message that says nothing new keeps its identity, so that it is not drawn again.", () => {
  const before = loaded([message(1), message(2)]);
  const after = changed(before, { messages: [message(1), message(2, { text: "other" })], removed: [] });
  assert.equal(after.messages[0], before.messages[0]);
  assert.equal(after.messages[1]!.text, "other");
});

test("An answer without news leaves everything as it was.", () => {
  const before = loaded([message(1)]);
  assert.equal(changed(before, { messages: [message(1)], removed: ["1.0"] }), before);
});

test("New messages are put in their order, and deleted ones leave.", () => {
  const after = changed(loaded([message(1), message(4)]), { messages: [message(5), message(2)], removed: [message(4).ts] });
  assert.deepEqual(texts(after), ["message 1", "message 2", "message 5"]);
});

test("A new message is not shown below a gap, and an old one not above one.", () => {
  const before = loaded([message(4), message(6)], { older: true, newer: true });
  const after = changed(before, { messages: [message(1), message(5), message(9)], removed: [] });
  assert.deepEqual(texts(after), ["message 4", "message 5", "message 6"]);
});

test("Older and newer messages join at their end and say whether there are more.", () => {
  const middle = loaded([message(4)], { older: true, newer: true });
  const up = extended(middle, stretch([message(2), message(3)], { older: true }), "older");
  assert.deepEqual([texts(up), up.older, up.newer], [["message 2", "message 3", "message 4"], true, true]);
  const down = extended(up, stretch([message(5)], { older: true }), "newer");
  assert.deepEqual([texts(down).at(-1), down.older, down.newer], ["message 5", true, false]);
});

test("No more than so many are kept, and what is let go can be loaded again.", () => {
  const many = loaded(
    Array.from({ length: MOST + 3 }, (_, n) => message(0, { ts: `${1_700_000_000 + n}.000100`, text: String(n) })),
  );
  const near = trimmed(many, "older");
  assert.deepEqual([near.messages.length, near.messages[0]!.text, near.newer, near.older], [MOST, "0", true, false]);
  assert.deepEqual([trimmed(many, "newer").messages[0]!.text, trimmed(many, "newer").older], ["3", true]);
});

test("A thread takes its own replies and no others.", () => {
  const root = message(1);
  const after = threadChanged([root], root.ts, {
    messages: [message(2, { thread_ts: root.ts }), message(3, { thread_ts: message(9).ts }), message(4)],
    removed: [],
  });
  assert.deepEqual(
    after.map((one) => one.text),
    ["message 1", "message 2"],
  );
});

test("Only messages of others count as new.", () => {
  const all = [message(1), message(2, { user: "UBEN" }), message(3), message(4, { user: "UCHI" })];
  assert.equal(countAfter(all, message(1).ts, "UANA"), 2);
});
