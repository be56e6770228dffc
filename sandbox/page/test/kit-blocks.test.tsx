import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";

import { render } from "preact-render-to-string";

import { Attachment } from "../src/kit/Attachment";
import { Blocks } from "../src/kit/blocks/Blocks";
import { Markdown } from "../src/kit/markdown";
import type { Scope } from "../src/kit/scope";
import { Mrkdwn } from "../src/kit/text";
import type { Kit } from "../src/types";

const scope: Scope = {
  place: { channel: "C1", ts: "1.000001" },
  me: "U1",
  act: () => Promise.resolve(null),
  suggest: () => Promise.resolve([]),
  upload: () => Promise.reject(new Error("nothing is uploaded here")),
};
const html = (...blocks: Kit[]) => render(<Blocks blocks={blocks} scope={scope} />);
const text = (words: string) => ({ type: "plain_text", text: words });

/** The reference pack beside the project, or null. */
function reference(): string | null {
  for (let at = process.cwd(); at !== dirname(at); at = dirname(at)) {
    const found = join(at, "shared/slack/blockkit/slackblocks.fixtures/valid");
    if (existsSync(found)) return found;
  }
  return null;
}

const pack = reference();
const fixtures = (folder: string): [string, Kit][] =>
  pack === null
    ? []
    : readdirSync(join(pack, folder)).map((name) => [name, JSON.parse(readFileSync(join(pack, folder, name), "utf8"))]);

test("every documented block is shown", { skip: pack === null && "the reference pack is not here" }, () => {
  for (const [name, block] of fixtures("blocks")) assert.ok(!/unsupported/.test(html(...[block].flat())), name);
});

test("every documented element is shown in an input and keeps its marks", { skip: pack === null && "the reference pack is not here" }, () => {
  for (const [name, element] of fixtures("elements")) {
    if (element.type === "url") continue; // a source of a task card, not an element of its own
    const shown = html({ type: "input", block_id: "b", label: text("Label"), element: { action_id: "a", ...element } });
    assert.ok(!/unsupported/.test(shown), name);
    if (element.type !== "image") assert.match(shown, new RegExp(`data-element-type="${element.type}"`), name);
  }
});

test("every part of rich text is shown", { skip: pack === null && "the reference pack is not here" }, () => {
  for (const [name, part] of fixtures("rich_text")) {
    const inner = part.type.startsWith("rich_text_") ? part : { type: "rich_text_section", elements: [part] };
    assert.ok(!/unsupported/.test(html(part.type === "rich_text" ? part : { type: "rich_text", elements: [inner] })), name);
  }
});

test("every view of the pack is shown", { skip: pack === null && "the reference pack is not here" }, () => {
  for (const [name, view] of fixtures("views")) assert.ok(!/unsupported/.test(html(...view.blocks)), name);
});

test("what is not known is named, not left out", () => {
  assert.match(html({ type: "share_shortcut", block_id: "b" }), /role="note"[^>]*>unsupported: share_shortcut/);
  assert.match(html({ type: "actions", elements: [{ type: "mystery", action_id: "a" }] }), /unsupported: mystery/);
  assert.match(html({ type: "constructor" }), /unsupported: constructor/);
  assert.match(html({ type: "rich_text", elements: [{ type: "rich_text_poem" }] }), /unsupported: rich_text_poem/);
});

test("blocks that lack what they should have do not break the page", () => {
  const types = ["section", "header", "context", "actions", "image", "input", "rich_text", "markdown", "table", "data_table", "data_visualization", "video", "file", "alert", "card", "carousel", "container", "plan", "task_card", "context_actions", "call"];
  for (const type of types) assert.match(html({ type, block_id: "b" }), new RegExp(`data-block-type="${type}"`), type);
});

test("a block and its element carry the marks they are found by", () => {
  const shown = html({ type: "section", block_id: "b1", text: text("x"), accessory: { type: "button", action_id: "go", text: text("Go"), value: "v" } });
  assert.match(shown, /data-block-id="b1" data-block-type="section"/);
  assert.match(shown, /<button[^>]*data-block-id="b1" data-action-id="go" data-element-type="button" data-value="v"/);
});

test("an input names its control, its hint and its error", () => {
  const shown = html({ type: "input", block_id: "b", label: text("Title"), hint: text("Short"), element: { type: "plain_text_input", action_id: "t" } });
  const id = /<label[^>]*for="([^"]+)"/.exec(shown)?.[1];
  assert.ok(id && shown.includes(`id="${id}"`));
  assert.match(shown, /data-error-for="b"/);
  assert.match(shown, /aria-required="true"/);
});

test("a static select stays the browser's own and a multi select is a combobox", () => {
  const options = [{ text: text("One"), value: "1" }];
  assert.match(html({ type: "actions", block_id: "b", elements: [{ type: "static_select", action_id: "s", options }] }), /<select[^>]*data-action-id="s"/);
  assert.match(html({ type: "section", block_id: "b", text: text("x"), accessory: { type: "multi_static_select", action_id: "s", options, initial_options: options } }), /role="combobox"/);
});

test("hostile text never becomes markup", () => {
  const bad = `<img src=x onerror=alert(1)> <script>alert(1)</script> "><b>`;
  const shown = [
    render(<Mrkdwn text={bad} />),
    render(<Markdown text={`${bad}\n\n<div onclick="x">[a](javascript:alert(1))</div>`} />),
    html({ type: "header", text: text(bad) }, { type: "image", image_url: "javascript:alert(1)", alt_text: bad }, { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "link", url: "javascript:alert(1)", text: bad }] }] }),
    render(<Attachment attachment={{ text: bad, title: bad, title_link: "javascript:alert(1)", color: `"><script>` }} scope={scope} />),
  ].join("");
  assert.ok(!/<(?:script|img|b|div onclick)[\s>]/.test(shown), shown);
  assert.ok(!/href="javascript/i.test(shown));
});

test("Markdown is built from its tokens", () => {
  const shown = render(<Markdown text={"# H\n\n**b** *i* ~~s~~ `c` [l](https://a.b)\n\n- x\n- [x] y\n\n|a|b|\n|-|-:|\n|1|2|\n\n```py\nz\n```"} />);
  for (const piece of ['aria-level="3">H', "<strong>b</strong>", "<em>i</em>", "<s>s</s>", "<code>c</code>", 'href="https://a.b/"', "<li>x</li>", "☑ y", 'class="align-right"', 'data-language="py"']) {
    assert.ok(shown.includes(piece), piece);
  }
});

test("in Markdown a mention is a chip, and one that was escaped stays text", () => {
  assert.match(render(<Markdown text="<@U7> <!here> :white_check_mark:" />), /data-user-id="U7".*@here.*✅/);
  const escaped = render(<Markdown text={"&lt;!here&gt; \\*a\\*"} />);
  assert.ok(!/chip/.test(escaped) && escaped.includes("&lt;!here>") && escaped.includes("*a*"), escaped);
});

test("an attachment without text says its fallback", () => {
  assert.match(render(<Attachment attachment={{ fallback: "only this" }} scope={scope} />), /only this/);
});
