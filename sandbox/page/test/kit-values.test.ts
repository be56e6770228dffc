import assert from "node:assert/strict";
import { test } from "node:test";

import { barColor } from "../src/kit/Attachment";
import { chartRows } from "../src/kit/blocks/Chart";
import { isLong } from "../src/kit/blocks/Section";
import { ordered } from "../src/kit/blocks/tables";
import { formatDate, fromUtcInput, toUtcInput } from "../src/kit/dates";
import { allowed } from "../src/kit/elements/files";
import { lengthNote } from "../src/kit/elements/typed";
import { emoji, emojiNames, withEmoji } from "../src/kit/emoji";
import { Form } from "../src/kit/form";
import { safeImageUrl, safeUrl } from "../src/kit/links";
import { movedBy } from "../src/kit/popup";
import { grouped, initialValue, narrowed, offered, plainToRichText, richTextToPlain, stateValue } from "../src/kit/values";
import type { Channel, Person } from "../src/types";

const option = (value: string, name = value) => ({ text: { type: "plain_text", text: name }, value });

test("emoji go by Slack's short names, in emoji presentation, and unknown names stay as typed", () => {
  assert.equal(emoji("pushpin"), "📌");
  assert.equal(emoji("warning"), "⚠️");
  assert.equal(emoji("flag-us"), "🇺🇸");
  assert.equal(emoji("white_check_mark"), "✅");
  assert.equal(emoji("nothing_like_it"), null);
  assert.equal(emoji("constructor"), null);
  assert.equal(withEmoji("a :tada: :nope: 10:30"), "a 🎉 :nope: 10:30");
  assert.ok(emojiNames().length > 1800);
});

test("skin tones colour what has skin and leave the rest", () => {
  assert.equal(emoji("wave::skin-tone-2"), "👋🏻");
  assert.equal(emoji("point_up::skin-tone-6"), "☝🏿");
  assert.equal(emoji("tada::skin-tone-3"), "🎉");
  assert.equal(emoji("wave::skin-tone-9"), "👋");
});

test("only http, https, mailto and tel are followed", () => {
  assert.equal(safeUrl("https://a.b/c"), "https://a.b/c");
  assert.equal(safeUrl("mailto:a@b.c"), "mailto:a@b.c");
  for (const address of ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "data:text/html,x", "file:///etc/passwd", "/relative", "", null]) {
    assert.equal(safeUrl(address), null);
  }
  assert.equal(safeImageUrl("/files/F1/a.png"), "/files/F1/a.png");
  assert.equal(safeImageUrl("//evil.example/a.png"), null);
  assert.equal(safeImageUrl("mailto:a@b.c"), null);
});

test("dates with an unknown token or odd seconds are not guessed", () => {
  assert.equal(formatDate("abc", "{date}"), null);
  assert.equal(formatDate(1700000000, "{nonsense}"), null);
  assert.equal(formatDate("99999999999999999", "{date}"), null);
  assert.equal(formatDate(1700000000, "plain"), "plain");
});

test("a datetimepicker is shown and read in UTC, in whole seconds", () => {
  assert.equal(toUtcInput(1795168800), "2026-11-20T10:00");
  assert.equal(fromUtcInput("2026-11-20T10:00"), 1795168800);
  assert.equal(fromUtcInput(""), null);
});

test("an element starts with what its kind names", () => {
  assert.equal(initialValue({ type: "static_select", initial_option: option("a") }), "a");
  assert.deepEqual(initialValue({ type: "checkboxes", initial_options: [option("a"), option("b")] }), ["a", "b"]);
  assert.deepEqual(initialValue({ type: "multi_users_select" }), []);
  assert.equal(initialValue({ type: "datetimepicker", initial_date_time: 5 }), 5);
  assert.equal(initialValue({ type: "plain_text_input" }), null);
});

test("the server's state of an element is read back as what is entered", () => {
  assert.equal(stateValue({ type: "static_select", selected_option: option("a") }), "a");
  assert.equal(stateValue({ type: "static_select", selected_option: null }), null);
  assert.deepEqual(stateValue({ type: "multi_users_select", selected_users: ["U1"] }), ["U1"]);
  assert.deepEqual(stateValue({ type: "file_input", files: [{ id: "F1", name: "a" }] }), ["F1"]);
  assert.equal(stateValue({ type: "plain_text_input", value: "x" }), "x");
});

test("typed text becomes rich text and comes back", () => {
  assert.equal(richTextToPlain(plainToRichText("a *b*\nc")), "a *b*\nc");
  assert.equal(plainToRichText(""), null);
});

const person = (id: string, name: string, more: Partial<Person> = {}): Person => ({ id, name, real_name: name, title: "", is_bot: false, deleted: false, is_restricted: false, ...more });
const channel = (id: string, kind: Channel["kind"], more: Partial<Channel> = {}): Channel => ({ id, name: id, kind, is_archived: false, is_private: false, is_member: true, topic: "", purpose: "", unread: 0, mentions: 0, last_read: "0", ...more });
const directory = {
  people: [person("U1", "ana"), person("U2", "gone", { deleted: true }), person("UB", "bot", { is_bot: true })],
  channels: [channel("C1", "channel"), channel("G1", "group"), channel("D1", "im", { with_user: "UB" }), channel("C2", "channel", { is_archived: true })],
  nameOf: (one: Channel) => one.id,
};
const values = (element: object) => offered(element, directory).flatMap((group) => group.choices.map((choice) => choice.value));

test("people and channels are offered without those that are gone, as the filter asks", () => {
  assert.deepEqual(values({ type: "multi_users_select" }), ["U1", "UB"]);
  assert.deepEqual(values({ type: "channels_select" }), ["C1"]);
  assert.deepEqual(values({ type: "conversations_select" }), ["C1", "G1", "D1"]);
  assert.deepEqual(values({ type: "conversations_select", filter: { include: ["private"] } }), ["G1"]);
  assert.deepEqual(values({ type: "conversations_select", filter: { exclude_bot_users: true } }), ["C1", "G1"]);
});

test("options and option groups become groups, and typing narrows them by every word", () => {
  const groups = grouped([{ label: { type: "plain_text", text: "G" }, options: [option("a", "Red apple"), option("b", "Green apple")] }]);
  assert.deepEqual(groups.map((group) => group.label), ["G"]);
  assert.deepEqual(narrowed(groups, "apple RED").flatMap((group) => group.choices.map((choice) => choice.value)), ["a"]);
  assert.deepEqual(narrowed(groups, "pear"), []);
  assert.equal(narrowed(grouped([option("a"), option("b"), option("c")]), "", 2)[0]!.choices.length, 2);
});

const input = (block_id: string, type = "plain_text_input") => ({ type: "input", block_id, element: { type, action_id: "a" } });

test("what was entered stays with equal block and action ids and not with others", () => {
  const form = new Form();
  const block = input("b");
  assert.equal(form.current(block, { ...block.element, initial_value: "first" }), "first");
  form.enter(block, block.element, "typed");
  const again = input("b");
  assert.equal(form.current(again, { ...again.element, initial_value: "other" }), "typed");
  assert.equal(form.current(input("c"), input("c").element), null);
  assert.deepEqual(form.current(input("b", "checkboxes"), input("b", "checkboxes").element), []);
});

test("an input that was emptied stays empty, and the server's state stands for untouched ones", () => {
  const form = new Form();
  const block = input("b");
  const state = { b: { a: { type: "plain_text_input", value: "known" } } };
  assert.equal(form.current(block, block.element, state), "known");
  form.enter(block, block.element, null);
  assert.equal(form.current(block, block.element, state), null);
  assert.deepEqual(form.values([block, input("c")]), { b: null });
});

test("the server is told once of each entry, and not of inputs that would tell the app", () => {
  const form = new Form();
  const block = input("b");
  const telling = { ...input("d"), dispatch_action: true };
  form.enter(block, block.element, "x");
  form.enter(telling, telling.element, "y");
  assert.deepEqual(form.takeFresh([block, telling]).map((one) => one.value), ["x"]);
  assert.deepEqual(form.takeFresh([block, telling]), []);
});

test("the counter appears near the limit and counts characters", () => {
  const element = { type: "plain_text_input", max_length: 10, min_length: 3 };
  assert.equal(lengthNote(element, "abcdef"), null);
  assert.deepEqual(lengthNote(element, "🔥".repeat(9)), { text: "1", over: false });
  assert.deepEqual(lengthNote(element, "a".repeat(12)), { text: "-2", over: true });
  assert.deepEqual(lengthNote(element, "a"), { text: "2 more to go", over: false });
});

test("file types are compared by the ending of the name", () => {
  assert.ok(allowed("a.PNG", ["png", "jpg"]));
  assert.ok(!allowed("png", ["jpg"]));
  assert.ok(allowed("anything", undefined));
});

test("a data table is put in order by numbers as numbers", () => {
  const rows = [[{ type: "raw_number", value: 10 }], [{ type: "raw_number", value: 9 }]];
  assert.deepEqual(ordered(rows, { column: 0, down: false }).map((row) => row[0]!.value), [9, 10]);
  assert.deepEqual(ordered(rows, null), rows);
});

test("a chart of an unknown kind has no rows", () => {
  assert.equal(chartRows({ type: "radar" }), null);
  assert.deepEqual(chartRows({ type: "pie", segments: [{ label: "a", value: 2 }] }), [{ label: "a", series: "", value: 2 }]);
});

test("only real colours colour an attachment", () => {
  assert.equal(barColor("36a64f"), "#36a64f");
  assert.equal(barColor("danger"), "#c0392b");
  assert.equal(barColor("red;background:url(x)"), null);
  assert.equal(barColor("toString"), null);
});

test("a long section is folded", () => {
  assert.ok(isLong("a\n".repeat(20)));
  assert.ok(isLong("a".repeat(2000)));
  assert.ok(!isLong("a short one"));
});

test("arrow keys go around a list", () => {
  assert.equal(movedBy("ArrowDown", 2, 3), 0);
  assert.equal(movedBy("ArrowUp", 0, 3), 2);
  assert.equal(movedBy("End", 0, 3), 2);
  assert.equal(movedBy("a", 0, 3), null);
  assert.equal(movedBy("ArrowDown", 0, 0), null);
});
