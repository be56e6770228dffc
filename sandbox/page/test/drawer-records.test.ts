import assert from "node:assert/strict";
import { test } from "node:test";

import { inLine, inside, shortened, written } from "../src/drawer/fold";
import { chosenCalls, chosenDeliveries, merged, methodsSeen, readable } from "../src/drawer/records";
import { fitting } from "../src/drawer/width";
import type { CallRecord, DeliveryRecord } from "../src/types";

const call = (n: number, method: string, known: Partial<CallRecord> = { ok: true, status: 200, seconds: 0.01 }): CallRecord => ({
  n,
  revision: n,
  method,
  at: n,
  ...known,
});
const numbers = (records: { n: number }[]) => records.map((record) => record.n);

test("A changed record takes the place of the one before it, and the others stay the same objects.", () => {
  const known = [call(1, "auth.test"), call(2, "chat.update", {})];
  const after = merged(known, [call(2, "chat.update"), call(3, "pins.add")]);
  assert.deepEqual(numbers(after), [1, 2, 3]);
  assert.equal(after[0], known[0]);
  assert.equal(after[1]?.ok, true);
});

test("Nothing new leaves the list as it is.", () => {
  const known = [call(1, "auth.test")];
  assert.equal(merged(known, []), known);
});

test("Only the newest are kept, by number.", () => {
  assert.deepEqual(numbers(merged([call(1, "a"), call(2, "b")], [call(4, "d"), call(3, "c")], 3)), [2, 3, 4]);
});

test("Calls are filtered by any part of the method, in any case, newest first.", () => {
  const calls = [call(1, "chat.postMessage"), call(2, "views.open"), call(3, "chat.update")];
  assert.deepEqual(numbers(chosenCalls(calls, " CHAT ", false)), [3, 1]);
  assert.deepEqual(numbers(chosenCalls(calls, "", false)), [3, 2, 1]);
});

test("Refused only shows refusals, server errors and lost answers, not calls under way.", () => {
  const calls = [
    call(1, "a"),
    call(2, "b", { ok: false, error: "is_archived", status: 200, seconds: 0.1 }),
    call(3, "c", {}),
    call(4, "d", { ok: true, status: null, seconds: 0.1 }),
    call(5, "e", { ok: false, error: null, status: 500, seconds: 0.1 }),
  ];
  assert.deepEqual(numbers(chosenCalls(calls, "", true)), [5, 4, 2]);
});

test("Deliveries are filtered by kind or type in words, and by being owed.", () => {
  const one = (n: number, kind: DeliveryRecord["kind"], type: string, status: DeliveryRecord["status"]): DeliveryRecord => ({
    ...{ n, kind, type, status, revision: n, at: n, payload: {}, attempts: 1, due: null },
    acked_after: status === "answered" ? 0.1 : null,
  });
  const all = [one(1, "events_api", "message", "answered"), one(2, "interactive", "block_actions", "no_app"), one(3, "slash_commands", "/incident", "sending")];
  assert.deepEqual(numbers(chosenDeliveries(all, "interaction", false)), [2]);
  assert.deepEqual(numbers(chosenDeliveries(all, "/inc", false)), [3]);
  assert.deepEqual(numbers(chosenDeliveries(all, "", true)), [2]);
});

test("Every method seen is offered once.", () => {
  assert.deepEqual(methodsSeen([call(1, "views.open"), call(2, "chat.update"), call(3, "views.open")]), ["chat.update", "views.open"]);
});

test("Arguments sent as JSON text are read, and other text stays text.", () => {
  const args = { blocks: '[{"type":"divider"}]', text: "[not json", view: { type: "home" }, limit: "5" };
  assert.deepEqual(readable(args), { ...args, blocks: [{ type: "divider" }] });
});

test("A short object stays in one line, and its own commas and colons are not touched inside texts.", () => {
  assert.equal(inLine({ a: "x,y:z", b: [1, 2] }), '{"a": "x,y:z", "b": [1, 2]}');
  assert.equal(inLine({ a: "x".repeat(100) }), null);
});

test("What is folded says how much is inside.", () => {
  assert.deepEqual([inside([1]), inside([]), inside({ a: 1, b: 2 })], ["1 item", "0 items", "2 keys"]);
});

test("A long text is cut between characters and says how much is left.", () => {
  assert.equal(shortened("x".repeat(240)), null);
  const cut = shortened(`${"x".repeat(239)}🎉${"y".repeat(50)}`);
  assert.equal(cut?.start, "x".repeat(239));
  assert.equal(cut?.left, 52);
});

test("Signs that cannot be seen or turn text around are written as escapes, and emoji stay.", () => {
  assert.equal(written("a\u202eb\u0000c👩‍🔧"), '"a\\u202eb\\u0000c👩‍🔧"');
});

test("The width stays between the narrowest and what leaves the conversation its place.", () => {
  assert.deepEqual([fitting(100, 1280), fitting(500.4, 1280), fitting(2000, 1280), fitting(500, 600)], [320, 500, 860, 320]);
});
