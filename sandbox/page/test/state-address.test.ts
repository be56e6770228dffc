import assert from "node:assert/strict";
import { test } from "node:test";

import { canvasOf, insideOf, parseAddress, writeAddress } from "../src/state/address";

const HERE = "http://127.0.0.1:8700/?as=ana";
const at = (path: string) => parseAddress(new URL(path, HERE));

test("An address names person and place.", () => {
  assert.deepEqual(at("/?as=ben&channel=general"), { as: "ben", place: "general", ts: null, thread: null });
  assert.deepEqual(at(writeAddress("ana", "C1")), { as: "ana", place: "C1", ts: null, thread: null });
});

test("A permalink names a message, and for a reply its thread.", () => {
  const link = at("/archives/C1/p1700000000000100?thread_ts=1699999999.000100");
  assert.deepEqual(link, { as: null, place: "C1", ts: "1700000000.000100", thread: "1699999999.000100" });
});

test("Links into the workspace are known as such, whatever host they name.", () => {
  assert.equal(insideOf("https://tocsin.slack.com/archives/C1/p1700000000000100", HERE)?.ts, "1700000000.000100");
  assert.equal(insideOf("https://slack.com/app_redirect?channel=C2", HERE)?.place, "C2");
  assert.equal(insideOf("/?channel=C3", HERE)?.place, "C3");
});

test("Links to a canvas name it; those of other hosts lead elsewhere.", () => {
  assert.equal(canvasOf("/docs/TSANDBOX/F0001", HERE), "F0001");
  assert.equal(canvasOf("https://tocsin.slack.com/docs/TSANDBOX/F0001", HERE), "F0001");
  for (const link of ["https://example.com/docs/TSANDBOX/F0001", "/docs/F0001", "/docs/TSANDBOX/F0001/more", "http://["]) {
    assert.equal(canvasOf(link, HERE), null, link);
  }
});

test("Other links lead elsewhere.", () => {
  for (const link of [
    "https://example.com/?channel=C1",
    "https://slack.com/help",
    "javascript:alert(1)",
    "http://[",
    "/files/F1/x",
  ]) {
    assert.equal(insideOf(link, HERE), null, link);
  }
});
