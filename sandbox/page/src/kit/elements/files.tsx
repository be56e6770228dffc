/** A file input: every file is kept by the workspace at once and named by its id. */

import type { VNode } from "preact";
import { useContext, useRef, useState } from "preact/hooks";

import { toast } from "../../state/store";
import type { Kit } from "../../types";
import { marks, named, namedGroup, Together, useControl, type ElementProps } from "../control";
import { knownOptions } from "../values";

const MOST_FILES = 10;

/** Whether a file name has one of the allowed endings; none named allows all. */
export function allowed(name: string, filetypes: string[] | undefined): boolean {
  if (!filetypes || filetypes.length === 0) return true;
  const ending = name.toLowerCase().split(".").pop();
  return filetypes.some((one) => one.toLowerCase().replace(/^\./, "") === ending);
}

export function FileInput(props: ElementProps): VNode {
  const { element, block, scope, field } = props;
  const control = useControl(props);
  const { form } = useContext(Together);
  const picker = useRef<HTMLInputElement>(null);
  const [underWay, setUnderWay] = useState(0);
  const most = Number(element.max_files ?? MOST_FILES);
  const chosen = [control.value ?? []].flat() as string[];
  const now = useRef(chosen);
  now.current = chosen;
  const known = knownOptions(element, scope.values?.[block.block_id]?.[element.action_id]);
  const nameOf = (id: string) => (form.picked.get(id) ?? known.find((one) => one.id === id))?.name ?? id;

  const keep = async (file: File) => {
    if (!allowed(file.name, element.filetypes)) return toast(`“${file.name}” is not of an allowed type (${element.filetypes.join(", ")}).`);
    setUnderWay((count) => count + 1);
    try {
      const stored: Kit = await scope.upload(file);
      form.picked.set(stored.id, stored);
      now.current = [...now.current, stored.id];
      void control.commit(now.current);
    } catch (error) {
      toast(`“${file.name}” was not uploaded: ${error instanceof Error ? error.message : error}`);
    } finally {
      setUnderWay((count) => count - 1);
    }
  };
  const add = async (files: File[]) => {
    const room = most - now.current.length;
    if (files.length > room) toast(`At most ${most} ${most === 1 ? "file" : "files"} can be added.`);
    for (const file of files.slice(0, Math.max(0, room))) await keep(file);
  };
  const remove = (id: string) => void control.commit(chosen.filter((one) => one !== id));
  return (
    <div class="file-input" role="group" {...marks(block, element)} {...namedGroup(field, "Files")} aria-busy={underWay > 0 || undefined}>
      {chosen.map((id) => (
        <span class="picked" data-file-id={id} data-value={id}>
          📄 {nameOf(id)}
          <button type="button" class="plain" aria-label={`Remove ${nameOf(id)}`} onClick={() => remove(id)}>
            ×
          </button>
        </span>
      ))}
      {underWay > 0 && <span class="muted">Uploading…</span>}
      <input
        type="file"
        ref={picker}
        {...named(field, "Add files")}
        multiple={most > 1}
        accept={element.filetypes?.map((one: string) => `.${one.replace(/^\./, "")}`).join(",")}
        disabled={chosen.length >= most}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = "";
          void add(files);
        }}
      />
    </div>
  );
}
