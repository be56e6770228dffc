import assert from "node:assert/strict";
import { test } from "node:test";

import { commandOf, offersFor, taken, ways, type Known } from "../src/shell/composer/completion";
import type { Channel, Person, UserGroup } from "../src/types";

const person = (id: string, name: string, real_name: string, more: Partial<Person> = {}) =>
  ({ id, name, real_name, title: "", ...more }) as Person;
const KNOWN: Known = {
  people: [
    person("UANA", "ana", "Ana Ferreira"),
    person("UBEN", "ben", "Ben Okafor"),
    person("UBEA", "bea", "Bea Gone", { deleted: true }),
  ],
  groups: [{ id: "SML", handle: "ml-oncall", name: "ML on-call", users: ["UANA"] } as UserGroup],
  channels: [{ id: "C1", name: "ml-platform", kind: "channel", topic: "" } as Channel],
  members: ["UBEN"],
  commands: [{ command: "/incident", description: "Run incidents", usage_hint: "declare what you see | update | help" }],
  emojiNames: () => ["tada", "table_tennis", "stadium"],
  emoji: () => "🎉",
};
const labels = (text: string) => offersFor(text, KNOWN)?.offers.map((one) => one.text) ?? null;

test("A slash at the beginning offers commands, one in the middle does not.", () => {
  assert.deepEqual(labels("/inc"), ["/incident"]);
  assert.equal(labels("see /inc"), null);
});

test("After a command its usage hint is offered word by word.", () => {
  assert.deepEqual(labels("/incident "), ["declare", "update", "help"]);
  assert.deepEqual(labels("/incident up"), ["update"]);
  assert.equal(labels("/incident declare Search"), null);
  assert.deepEqual(ways("a title"), []);
});

test("People are found by any part of their name, members first, and nobody who left.", () => {
  assert.deepEqual(labels("hi @"), ["@ben", "@ana", "@ml-oncall", "@here", "@channel"]);
  assert.deepEqual(labels("hi @oka"), ["@ben"]);
  assert.equal(labels("hi @bea"), null);
});

test("Channels and emoji are offered too, emoji from two letters on.", () => {
  assert.deepEqual(labels("in #plat"), ["#ml-platform"]);
  assert.deepEqual(labels(":ta"), [":tada:", ":table_tennis:", ":stadium:"]);
  assert.equal(labels(":t"), null);
  assert.equal(labels("12:30"), null);
});

test("An offer takes the place of what was typed for it.", () => {
  const offers = offersFor("hi @be", KNOWN)!;
  assert.deepEqual(taken("hi @be there", 6, offers.from, offers.offers[0]!), { text: "hi @ben there", caret: 8 });
});

test("The command that a text runs is known by its first word.", () => {
  assert.equal(commandOf("/incident declare x", KNOWN.commands)?.command, "/incident");
  assert.equal(commandOf("/incidents", KNOWN.commands), null);
});
