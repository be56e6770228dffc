import assert from "node:assert/strict";
import { test } from "node:test";

import { coalesced } from "../src/state/coalesced";
import { waitBefore } from "../src/state/live";
import { settled } from "../src/state/settled";

/** Work whose runs end when the test says so. */
function stepwise() {
  const ends: (() => void)[] = [];
  const run = coalesced(() => new Promise<void>((end) => void ends.push(end)));
  return { ends, run };
}

test("Requests made while one is under way are done once more, together.", async () => {
  const { ends, run } = stepwise();
  const first = run();
  const second = run();
  const third = run();
  assert.equal(ends.length, 1);
  ends[0]!();
  await first;
  await new Promise((done) => setImmediate(done));
  assert.equal(ends.length, 2);
  ends[1]!();
  await Promise.all([second, third]);
  assert.equal(ends.length, 2);
});

test("A run that fails does not stop the next.", async () => {
  let runs = 0;
  const run = coalesced(async () => {
    runs += 1;
    if (runs === 1) throw new Error("refused");
  });
  const first = run();
  const second = run();
  await assert.rejects(first);
  await second;
  assert.equal(runs, 2);
});

test("The wait before a new attempt grows, and ends growing at five seconds.", () => {
  assert.deepEqual([0, 1, 2, 9].map(waitBefore), [250, 500, 1000, 5000]);
});

test("Equal values keep their identity.", () => {
  const before = { a: [1] };
  assert.equal(settled(before, { a: [1] }), before);
  assert.notEqual(settled(before, { a: [2] }), before);
});
