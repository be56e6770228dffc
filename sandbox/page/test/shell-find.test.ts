import assert from "node:assert/strict";
import { test } from "node:test";

import { find, fit, placesOf } from "../src/shell/frame/find";
import { listed } from "../src/shell/frame/listed";
import type { Channel, Person } from "../src/types";

const channel = (id: string, name: string, more: Partial<Channel> = {}) =>
  ({
    id,
    name,
    kind: "channel",
    is_member: true,
    is_archived: false,
    is_private: false,
    unread: 0,
    mentions: 0,
    ...more,
  }) as Channel;
const CHANNELS = [
  channel("C2", "inc-10"),
  channel("C1", "inc-2"),
  channel("C3", "other", { is_member: false }),
  channel("C4", "past", { is_archived: true }),
  channel("D1", "ben", { kind: "im", with_user: "UBEN" }),
  channel("D2", "tocsin", { kind: "im", with_user: "UAPP" }),
];
const PEOPLE = [
  { id: "UANA", name: "ana", real_name: "Ana F" },
  { id: "UBEN", name: "ben", real_name: "Ben Okafor", title: "ML engineer" },
] as Person[];

test("A whole name fits best, then its beginning, a word of it, and any part.", () => {
  assert.deepEqual(
    ["inc", "incidents", "the-inc", "princess", "x"].map((name) => fit(name, "#inc")),
    [0, 1, 2, 3, null],
  );
});

test("The switcher finds channels, people by title, and the app.", () => {
  const places = placesOf(CHANNELS, PEOPLE, "UANA", { name: "Tocsin", user_id: "UAPP" });
  assert.deepEqual(
    find("engin", places).map((one) => one.id),
    ["UBEN"],
  );
  assert.deepEqual(
    find("toc", places).map((one) => one.id),
    ["home"],
  );
  assert.deepEqual(
    find("inc-", places).map((one) => one.id),
    ["C1", "C2"],
  );
});

test("The sidebar lists one's own channels in order, what is open, and no direct message with the app.", () => {
  const names = (here: string) => {
    const { rooms, direct } = listed(CHANNELS, here, "UAPP", () => null);
    return [...rooms, ...direct].map((one) => one.id);
  };
  assert.deepEqual(names("C1"), ["C1", "C2", "D1"]);
  assert.deepEqual(names("C3"), ["C1", "C2", "C3", "D1"]);
});
