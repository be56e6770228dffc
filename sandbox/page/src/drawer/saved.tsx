import { useRef, useState } from "preact/hooks";

import { backstage } from "../api";
import { refresh } from "../state/store";
import type { Kit } from "../types";
import { Act, Section, Told, useDoing } from "./parts";
import { reload } from "./wire";
import { size } from "./words";

/** Saving the whole workspace to a file, and loading one. */
export function StateTab() {
  return (
    <>
      <Section title="Save">
        <Save />
      </Section>
      <Section title="Load">
        <Load />
      </Section>
    </>
  );
}

function Save() {
  const doing = useDoing();
  async function save(): Promise<string> {
    const text = JSON.stringify(await backstage.save());
    const name = `workspace-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}Z.json`;
    const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    Object.assign(document.createElement("a"), { href: address, download: name }).click();
    URL.revokeObjectURL(address);
    return `Saved as ${name} (${size(text.length)}).`;
  }
  return (
    <>
      <p>The whole workspace as one JSON file: people, channels, messages, files and views, and how the app is installed.</p>
      <Act doing={doing} act={save}>
        Save to a file
      </Act>
      <Told doing={doing} />
    </>
  );
}

interface Chosen {
  name: string;
  bytes: number;
  state: Kit;
}

async function read(file: File): Promise<Chosen | null> {
  try {
    const state: unknown = JSON.parse(await file.text());
    if (typeof state !== "object" || state === null || Array.isArray(state)) return null;
    return { name: file.name, bytes: file.size, state };
  } catch {
    return null;
  }
}

function Load() {
  const doing = useDoing();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const input = useRef<HTMLInputElement>(null);
  function forget(): void {
    setChosen(null);
    if (input.current) input.current.value = "";
    input.current?.focus();
  }
  async function choose(file: File | undefined): Promise<void> {
    const found = file ? await read(file) : null;
    setChosen(found);
    if (file && !found) doing.fail(`“${file.name}” is not a saved workspace: it is not a JSON object.`);
    else void doing.run(async () => "");
  }
  async function load(): Promise<string> {
    if (!chosen) return "";
    await backstage.load(chosen.state);
    forget();
    await Promise.all([reload(), refresh("people", "app", "channels", "messages", "view")]);
    return `The workspace is now the one of “${chosen.name}”.`;
  }
  return (
    <>
      <p>Puts a saved workspace in the place of this one.</p>
      <label class="drawer-labelled">
        <span>File</span>
        <input ref={input} type="file" accept=".json,application/json" onChange={(event) => void choose(event.currentTarget.files?.[0])} />
      </label>
      {chosen && (
        <div class="drawer-ask" role="group" aria-label="Confirm">
          <p>
            Load “<bdi>{chosen.name}</bdi>” ({size(chosen.bytes)})? It replaces all that is in this workspace for everybody: people,
            channels, messages and files. What is there now is lost unless you save it first.
          </p>
          <div class="drawer-row">
            <Act doing={doing} act={load} class="danger">
              Replace everything
            </Act>
            <button type="button" onClick={forget}>
              Keep what is there
            </button>
          </div>
        </div>
      )}
      <Told doing={doing} />
    </>
  );
}
