import { useState } from "preact/hooks";

import { inLine, inside, shortened, written } from "./fold";
import { Act, Told, useDoing } from "./parts";
import { number } from "./words";

const OPEN_DEPTH = 2;
const OPEN_LENGTH = 2500;

/** A JSON value to read: short things in a line, long ones folded, and a button that copies it all. */
export function Json({ value, about }: { value: object; about: string }) {
  const doing = useDoing();
  async function copy(): Promise<string> {
    await navigator.clipboard.writeText(JSON.stringify(value, null, 2));
    return "Copied.";
  }
  return (
    <div class="drawer-json-box">
      <div class="drawer-json" role="group" aria-label={about}>
        <Value value={value} depth={0} />
      </div>
      <div class="drawer-row">
        <Act doing={doing} act={copy} class="drawer-link small">
          Copy as JSON
        </Act>
        <Told doing={doing} />
      </div>
    </div>
  );
}

interface ValueProps {
  value: unknown;
  name?: string;
  depth: number;
}

function Value({ value, name, depth }: ValueProps) {
  const key = name === undefined ? null : <span class="drawer-key">{written(name)}: </span>;
  if (typeof value === "string") return <Text text={value} name={key} />;
  if (typeof value !== "object" || value === null) return <Line name={key} text={written(value)} kind="plain" />;
  const short = inLine(value);
  if (short !== null) return <Line name={key} text={short} kind="plain" />;
  return <Folded value={value} name={key} depth={depth} />;
}

function Line({ name, text, kind }: { name: preact.ComponentChildren; text: string; kind: "plain" | "text" }) {
  return (
    <div class="drawer-line">
      {name}
      <span class={`drawer-value drawer-${kind}`}>{text}</span>
    </div>
  );
}

function Text({ text, name }: { text: string; name: preact.ComponentChildren }) {
  const [whole, setWhole] = useState(false);
  const short = whole ? null : shortened(text);
  if (!short) return <Line name={name} text={written(text)} kind="text" />;
  return (
    <div class="drawer-line">
      {name}
      <span class="drawer-value drawer-text">{written(short.start).slice(0, -1)}</span>
      <button type="button" class="plain small" onClick={() => setWhole(true)}>
        … {number(short.left)} more characters
      </button>
    </div>
  );
}

function Folded({ value, name, depth }: { value: object; name: preact.ComponentChildren; depth: number }) {
  const [open, setOpen] = useState(depth === 0 || (depth < OPEN_DEPTH && written(value).length < OPEN_LENGTH));
  const list = Array.isArray(value);
  const parts: [string | undefined, unknown][] = list ? value.map((part) => [undefined, part]) : Object.entries(value);
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {name}
        <span class="drawer-plain">{list ? "[ ]" : "{ }"}</span> <small class="muted">{inside(value)}</small>
      </summary>
      {open && (
        <div class="drawer-inner">
          {parts.map(([part, inner], index) => (
            <Value key={part ?? index} name={part} value={inner} depth={depth + 1} />
          ))}
        </div>
      )}
    </details>
  );
}
