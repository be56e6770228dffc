import assert from "node:assert/strict";
import { test } from "node:test";

import { ordered, type Order } from "../src/drawer/trouble/order";
import {
  attempts,
  callSentence,
  callVerdict,
  counted,
  deliverySentence,
  deliveryVerdict,
  faultSentence,
  milliseconds,
  moment,
  refusal,
  size,
  span,
  timeOfDay,
} from "../src/drawer/words";
import type { CallRecord, DeliveryRecord } from "../src/types";

const call = (known: Partial<CallRecord>): CallRecord => ({ n: 1, revision: 1, method: "chat.update", at: 0, ...known });
const delivery = (known: Partial<DeliveryRecord>): DeliveryRecord => ({
  n: 1,
  revision: 1,
  kind: "events_api",
  type: "message",
  at: 0,
  payload: {},
  acked_after: null,
  attempts: 1,
  status: "sending",
  due: null,
  ...known,
});
const typed: Order = { method: "chat.update", kind: "429", channel: "", times: "1", retryAfter: "5", seconds: "5", error: "" };
const sentence = (change: Partial<Order>) => {
  const fault = ordered({ ...typed, ...change });
  return typeof fault === "string" ? fault : faultSentence(fault, (id) => `#${id.toLowerCase()}`);
};

test("A call is said to be under way, ok, refused with its code or status, or without an answer.", () => {
  const words = (known: Partial<CallRecord>) => callVerdict(call(known)).words;
  assert.equal(words({}), "under way");
  assert.equal(words({ ok: true, status: 200, seconds: 0.01 }), "ok");
  assert.equal(words({ ok: false, error: "is_archived", status: 200, seconds: 0.01 }), "is_archived");
  assert.equal(words({ ok: false, error: null, status: 503, seconds: 0.01 }), "HTTP 503");
  assert.equal(words({ ok: true, status: null, seconds: 0.01 }), "no answer was sent");
});

test("A call that was done but whose answer was lost counts as bad news.", () => {
  assert.equal(callVerdict(call({ ok: true, status: null, seconds: 0.01 })).tone, "bad");
  assert.match(callSentence(call({ ok: true, status: null, seconds: 0.01 })), /done after 10 ms.*lost on purpose/);
});

test("A finished call is told with its time, its HTTP status and its error.", () => {
  assert.equal(callSentence(call({ ok: true, status: 200, seconds: 1.2344 })), "Answered after 1,234 ms with HTTP 200, ok.");
  assert.equal(
    callSentence(call({ ok: false, error: "ratelimited", status: 429, seconds: 0.002 })),
    "Answered after 2 ms with HTTP 429 and the error ratelimited.",
  );
});

test("A delivery is acknowledged after so many milliseconds, under way, or not acknowledged.", () => {
  assert.equal(deliveryVerdict(delivery({ acked_after: 0.0121, status: "answered" })).words, "acknowledged after 12 ms");
  assert.equal(deliveryVerdict(delivery({})).words, "under way");
  assert.equal(deliveryVerdict(delivery({ status: "no_app" })).words, "not acknowledged");
});

test("A delivery that comes again says when.", () => {
  assert.match(deliverySentence(delivery({ status: "operation_timeout", due: 3661 })), /did not acknowledge it in time\. It is sent again at 01:01:01/);
  assert.equal(deliverySentence(delivery({ status: "operation_timeout" })), "The app did not acknowledge it in time.");
});

test("How often something was sent is told without a number for none and one.", () => {
  assert.deepEqual([0, 1, 3].map(attempts), ["not sent", "sent once", "sent 3 times"]);
});

test("Seconds become milliseconds, lengths of time and sizes become words.", () => {
  assert.deepEqual([0.0001, 0.0126, 3].map(milliseconds), ["<1 ms", "13 ms", "3,000 ms"]);
  assert.deepEqual([0, 60, 4805, 90_000].map(span), ["0 s", "1 min", "1 h 20 min 5 s", "1 d 1 h"]);
  assert.deepEqual([1, 999, 12_345, 2_340_000].map(size), ["1 byte", "999 bytes", "12 kB", "2.3 MB"]);
  assert.deepEqual([counted(1, "delivery", "deliveries"), counted(1200, "call")], ["1 delivery", "1,200 calls"]);
});

test("The time of the workspace is told in UTC.", () => {
  assert.equal(timeOfDay(1_795_219_261.9), "00:01:01");
  assert.match(moment(1_795_219_261.9), /Saturday.*21 November 2026, 00:01:01 UTC/);
});

test("Every kind of fault says which calls it meets and what they get.", () => {
  assert.equal(sentence({}), "The next call of chat.update is refused with 429 ratelimited and Retry-After: 5; nothing is done.");
  assert.match(sentence({ method: "*", kind: "503", times: "2" }), /^The next 2 calls are answered with HTTP 503/);
  assert.match(sentence({ kind: "lost", channel: "CINCIDENTS" }), /^The next call of chat\.update in #cincidents is done, but/);
  assert.match(sentence({ kind: "latency", seconds: "2.5" }), /answered 2\.5 s late\.$/);
  assert.match(sentence({ kind: "error", error: " is_archived " }), /refused with the error is_archived; nothing is done\.$/);
});

test("An order that makes no sense is answered with what is missing.", () => {
  assert.match(sentence({ method: " " }), /Name the method/);
  for (const times of ["", "0", "1.5", "many"]) assert.match(sentence({ times }), /whole number/);
  for (const retryAfter of ["", "-1", "1.5", "soon"]) assert.match(sentence({ retryAfter }), /Retry-After is whole seconds/);
  for (const seconds of ["", "0", "-2"]) assert.match(sentence({ kind: "latency", seconds }), /above 0/);
  assert.match(sentence({ kind: "error", error: " " }), /Give the error code/);
});

test("What a kind of fault does not use is not checked.", () => {
  assert.equal(typeof ordered({ ...typed, kind: "500", retryAfter: "", seconds: "", error: "" }), "object");
});

test("A refusal shows the server's own details, and its code when there is no sentence for it.", () => {
  assert.equal(refusal("team_is_full", {}), "The sandbox refused this: team_is_full.");
  assert.equal(
    refusal("invalid_arguments", { response_metadata: { messages: ["[ERROR] advance is seconds", 7] } }),
    "The sandbox refused this: invalid_arguments. [ERROR] advance is seconds",
  );
  assert.match(refusal("invalid_state", { messages: ["This is no saved workspace."] }), /nothing is changed\. This is no saved workspace\.$/);
  assert.match(refusal("sandbox_unreachable", {}), /does not answer/);
});
