import assert from "node:assert/strict";
import { test } from "node:test";

import { inline, parse, type Inline, type Part } from "../src/kit/grammar";

/** A short notation for trees: strong(…), user:U1, and so on. */
function told(nodes: Inline[]): string {
  return nodes
    .map((node) => {
      switch (node.kind) {
        case "text":
          return node.text;
        case "strong":
        case "em":
        case "s":
        case "code":
          return `${node.kind}(${told(node.children)})`;
        case "link":
          return `link[${node.to}](${node.label})`;
        case "emoji":
          return `emoji:${node.name}`;
        case "broadcast":
          return `everyone:${node.range}`;
        case "date":
          return `date:${node.seconds}`;
        default:
          return `${node.kind}:${node.id}`;
      }
    })
    .join("");
}

const parts = (all: Part[]) => all.map((part) => `${part.kind}{${told(part.children)}}`).join("");

const INLINE: [string, string][] = [
  ["*bold* _it_ ~st~", "strong(bold) em(it) s(st)"],
  ["*_both_*", "strong(em(both))"],
  ["_*both*_ *~x~*", "em(strong(both)) strong(s(x))"],
  ["*a _b c*", "strong(a _b c)"],
  ["*a", "*a"],
  ["a*b*c", "a*b*c"],
  ["*a*b", "*a*b"],
  ["* a *", "* a *"],
  ["**bold**", "**bold**"],
  ["snake_case_name and __init__", "snake_case_name and __init__"],
  ["*one\ntwo*", "*one\ntwo*"],
  ["(*a*), *b*!", "(strong(a)), strong(b)!"],
  ["`*code*` `a <https://x.y>`", "code(*code*) code(a link[https://x.y](https://x.y))"],
  ["*<https://x.y/a*b|la*bel>*", "strong(link[https://x.y/a*b](la*bel))"],
  [":tada: :wave::skin-tone-4: 10:30:00 :no:eyes:", "emoji:tada emoji:wave::skin-tone-4 10:30:00 :noemoji:eyes"],
  ["<@U1> <@U2|ben> <#C1|general> <!subteam^S1|@oncall>", "user:U1 user:U2 channel:C1 group:S1"],
  ["<!here> <!channel> <!everyone> <!odd|label> <!odd>", "everyone:here everyone:channel everyone:everyone label <!odd>"],
  ["<!date^1700000000^{date}|then>", "date:1700000000"],
  ["<mailto:a@b.c> <tel:+1|call>", "link[mailto:a@b.c](a@b.c) link[tel:+1](call)"],
  ["<javascript:alert(1)|x>", "<javascript:alert(1)|x>"],
  ["see https://a.b/c?d=e&amp;f=g. Or (https://a.b/x_(y)).", "see link[https://a.b/c?d=e&f=g](https://a.b/c?d=e&f=g). Or (link[https://a.b/x_(y)](https://a.b/x_(y)))."],
  ["_https://a.b/c_", "em(link[https://a.b/c](https://a.b/c))"],
  ["https://a.b&gt;", "link[https://a.b](https://a.b)>"],
  ["&lt;b&gt; &amp;lt; &quot;", "<b> &lt; &quot;"],
  ["<script>alert(1)</script>", "<script>alert(1)</script>"],
];

for (const [text, wanted] of INLINE) {
  test(`${JSON.stringify(text)} is read as in Slack`, () => assert.equal(told(inline(text)), wanted));
}

test("bare addresses stay text where the app asked for verbatim text", () => {
  assert.equal(told(inline("https://a.b *c* <@U1>", "verbatim")), "https://a.b strong(c) user:U1");
});

test("quotes gather their lines and three signs quote all that follows", () => {
  assert.equal(parts(parse("a\n&gt; b\n>c\nd")), "lines{a}quote{b\nc}lines{d}");
  assert.equal(parts(parse("a\n>>>b\nc")), "lines{a}quote{b\nc}");
});

test("fences keep their text as it is, apart from references", () => {
  assert.equal(parts(parse("a\n```\n*b*\n  <@U1>\n```\nc")), "lines{a}pre{*b*\n  user:U1}lines{c}");
  assert.equal(parts(parse("a ```b")), "lines{a ```b}");
  assert.equal(parts(parse("``` ```")), "lines{``` ```}");
});

test("an empty text has no parts", () => assert.deepEqual(parse(""), []));

test("every character of a text without signs comes out again", () => {
  const text = "Zürich \u202e 日本 \u0007 (a) [b] {c} #d @e !f";
  assert.equal(parts(parse(text)), `lines{${text}}`);
});

/** Seconds of processor time for one reading; the least of a few, because other programs run too. */
function cost(text: string): number {
  const runs = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage();
    parse(text);
    const used = process.cpuUsage(before);
    return used.user + used.system;
  });
  return Math.min(...runs);
}

const HOSTILE = ["*_~", "*a_b~c ", "*a *b ", "`", "`a", "<", "<a", ":a", "```", "```a", ">", "&gt;a\n", "https://", "http://)", "<!date^", "*a* _b_ ", "\n", "a", "(https://a("];

for (const piece of HOSTILE) {
  test(`reading grows with the length for ${JSON.stringify(piece)} repeated`, () => {
    const short = cost(piece.repeat(20_000 / piece.length));
    const long = cost(piece.repeat(160_000 / piece.length));
    // Eight times the text; reading that grew with the square would cost sixty-four times as much.
    assert.ok(long < 32 * Math.max(short, 500), `${short} µs, then ${long} µs`);
  });
}
