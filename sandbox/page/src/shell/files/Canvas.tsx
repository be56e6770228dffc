import { useEffect, useState } from "preact/hooks";

import { ApiError } from "../../api";
import { Markdown } from "../../kit";
import { around } from "../../state/conversation";
import { canvas, me } from "../../state/store";
import { clock, dayName } from "../../state/times";
import { inWords } from "../../state/toasts";
import type { CanvasTab, CanvasText } from "../../types";
import { Dialog } from "../Dialog";
import { Icon } from "../Icon";

const MS = 1000;

/** The canvases of a channel, as tabs above its messages. */
export function CanvasTabs({ all }: { all: readonly CanvasTab[] }) {
  return (
    <>
      {all.map((one) => (
        <li key={one.id} class="bookmark" data-canvas-id={one.id}>
          <button type="button" class="plain" data-do="open-canvas" onClick={() => (canvas.value = one.id)}>
            <Icon name="file" />
            <bdi>{one.title || "Canvas"}</bdi>
          </button>
        </li>
      ))}
    </>
  );
}

/** A canvas above the page, to be read; it is loaded anew when it is opened and when its channel's canvases change. */
export function CanvasViewer() {
  return canvas.value === null ? null : <Opened key={canvas.value} id={canvas.value} />;
}

function Opened({ id }: { id: string }) {
  const [text, setText] = useState<CanvasText | null>(null);
  const [trouble, setTrouble] = useState("");
  const surroundings = around.value;
  useEffect(() => {
    const load = async () => setText((await me.peek()!.canvas(id)).canvas);
    load().catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
      setTrouble(inWords(error.code));
    });
  }, [id, surroundings]);
  const changed = text && new Date(text.updated * MS);
  return (
    <Dialog title={text?.title || "Canvas"} class="viewer" onClose={() => (canvas.value = null)}>
      <p class="muted small">{changed ? `Changed: ${dayName(changed)}, ${clock(changed)}` : "Canvas"} · to be read only</p>
      <div class="viewer-body" data-canvas-id={id}>
        {trouble ? <p class="form-error">{trouble}</p> : text ? <Markdown text={text.markdown} /> : <p class="muted">Loading…</p>}
      </div>
    </Dialog>
  );
}
