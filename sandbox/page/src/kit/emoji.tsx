/** Emoji by Slack's short names; an unknown name stays as typed. */

import codes from "emojibase-data/en/shortcodes/iamcal.json";
import type { VNode } from "preact";

const TONE = /^skin-tone-[2-6]$/;
const MODIFIABLE = /^\p{Emoji_Modifier_Base}$/u;

let table: Map<string, string> | null = null;

/** The hexcodes of all names, made when first asked for. */
function hexcodes(): Map<string, string> {
  table ??= new Map(Object.entries(codes).flatMap(([hexcode, names]) => [names].flat().map((name) => [name, hexcode] as const)));
  return table;
}

/** A sequence of code points as a character; symbols that could also be shown as text are asked for as emoji. */
function character(hexcode: string): string {
  const text = String.fromCodePoint(...hexcode.split("-").map((code) => parseInt(code, 16)));
  return /^\p{Emoji_Presentation}/u.test(text) || text.includes("\u200d") || [...text].length > 1 ? text : `${text}\ufe0f`;
}

/** With a skin tone; what has no skin stays as it is. */
function toned(text: string, tone: string): string {
  const modifier = String.fromCodePoint(0x1f3fb + Number(tone.at(-1)) - 2);
  const points = [...text];
  return points
    .filter((point, at) => !(point === "\ufe0f" && MODIFIABLE.test(points[at - 1] ?? "")))
    .map((point) => (MODIFIABLE.test(point) ? point + modifier : point))
    .join("");
}

/** The character of a name such as "pushpin" or "wave::skin-tone-4", or null. */
export function emoji(name: string): string | null {
  const [plain = "", tone] = String(name).split("::");
  const hexcode = hexcodes().get(plain);
  if (hexcode === undefined) return null;
  return tone && TONE.test(tone) ? toned(character(hexcode), tone) : character(hexcode);
}

/** All short names, for completion. */
export const emojiNames = (): string[] => [...hexcodes().keys()];

/** Replace the known :names: in a text. */
export function withEmoji(text: string): string {
  return String(text).replace(/:([a-z0-9_+'-]+(?:::skin-tone-\d)?):/g, (typed, name: string) => emoji(name) ?? typed);
}

/** One emoji with its name for those who cannot see it; an unknown one as typed. */
export function Emoji({ name }: { name: string }): VNode {
  const shown = emoji(name);
  if (shown === null) return <>{`:${name}:`}</>;
  return (
    <span class="emoji" role="img" aria-label={name.replaceAll("_", " ")} title={`:${name}:`}>
      {shown}
    </span>
  );
}
