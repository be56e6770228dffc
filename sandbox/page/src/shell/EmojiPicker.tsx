/** Picking an emoji: those used most, and a search through all. */

import { useState } from "preact/hooks";

import { emoji, emojiNames } from "../kit";
import { moveAmong } from "./Menu";
import { openBeside } from "./Popover";

const OFTEN = [
  "+1",
  "eyes",
  "white_check_mark",
  "raised_hands",
  "tada",
  "heart",
  "joy",
  "thinking_face",
  "pray",
  "rocket",
  "fire",
  "rotating_light",
  "warning",
  "x",
  "question",
  "bulb",
  "wave",
  "clap",
  "sob",
  "100",
  "heavy_plus_sign",
  "hourglass_flowing_sand",
  "mag",
  "wrench",
];
const MOST = 64;

/** Names that contain what is searched, those that begin with it first. */
export function found(names: readonly string[], search: string): string[] {
  const wanted = search.trim().toLowerCase().replaceAll(":", "").replaceAll(" ", "_");
  if (!wanted) return [];
  const begins = names.filter((name) => name.startsWith(wanted));
  const contains = names.filter((name) => !name.startsWith(wanted) && name.includes(wanted));
  return [...begins, ...contains].slice(0, MOST);
}

function Picker({ pick }: { pick: (name: string) => void }) {
  const [search, setSearch] = useState("");
  const shown = (search.trim() ? found(emojiNames(), search) : OFTEN).filter((name) => emoji(name) !== null);
  return (
    <div
      class="emoji-picker"
      onKeyDown={(event) => {
        const inList = (event.target as HTMLElement).getAttribute("role") === "menuitem";
        if ((inList || event.key === "ArrowDown") && moveAmong(event.currentTarget, event.key)) event.preventDefault();
        if (!inList && event.key === "Enter" && shown[0]) pick(shown[0]);
      }}
    >
      <input
        type="search"
        placeholder="Search all emoji"
        aria-label="Search all emoji"
        value={search}
        onInput={(event) => setSearch(event.currentTarget.value)}
      />
      <div class="emoji-grid" role="menu" aria-label={search ? "Found" : "Used most"}>
        {shown.map((name) => (
          <button
            key={name}
            type="button"
            role="menuitem"
            data-reaction={name}
            aria-label={name.replaceAll("_", " ")}
            title={`:${name}:`}
            onClick={() => pick(name)}
          >
            {emoji(name)}
          </button>
        ))}
      </div>
      {shown.length === 0 && <p class="muted small">No emoji has this name.</p>}
    </div>
  );
}

/** Open the emoji beside a button. */
export function pickEmoji(anchor: HTMLElement, label: string, picked: (name: string) => void): void {
  openBeside({
    anchor,
    label,
    role: "dialog",
    content: (close) => (
      <Picker
        pick={(name) => {
          close();
          picked(name);
        }}
      />
    ),
  });
}
