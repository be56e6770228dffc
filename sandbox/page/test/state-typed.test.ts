import assert from "node:assert/strict";
import { test } from "node:test";

import { toTyped, withPicks, type Names } from "../src/state/typed";
import type { Channel, Person, UserGroup } from "../src/types";

const NAMES: Names = {
  people: [{ id: "UANA", name: "ana" } as Person, { id: "UOLD", name: "old", deleted: true } as Person],
  groups: [{ id: "SML", handle: "ml-oncall", name: "ML on-call", users: [] } as UserGroup],
  channels: [{ id: "C1", name: "general", kind: "channel" } as Channel],
};

test("Names that are known become mentions.", () => {
  assert.equal(withPicks("@ana, see #general @ml-oncall @here", NAMES), "<@UANA>, see <#C1> <!subteam^SML> <!here>");
});

test("What is no name of anybody stays text.", () => {
  const text = "@nobody @old a@ana.example #nowhere https://x/#general";
  assert.equal(withPicks(text, NAMES), text);
});

test("Code is left as it was typed.", () => {
  assert.equal(withPicks("`@ana` ```#general\n@ana``` @ana", NAMES), "`@ana` ```#general\n@ana``` <@UANA>");
});

test("Wire text turns back into what a person would type.", () => {
  const text = "<@UANA> &lt;b&gt; &amp; <#C1> <!subteam^SML> <!here> <https://x.example|x>";
  assert.equal(toTyped(text, NAMES), "@ana <b> & #general @ml-oncall @here x");
});

test("What is typed by hand never becomes a mention of everyone.", () => {
  const names = { people: [], groups: [], channels: [] };
  assert.equal(withPicks("<!channel> & <b>", names), "&lt;!channel&gt; &amp; &lt;b&gt;");
  assert.equal(withPicks("@channel look", names), "<!channel> look");
});
