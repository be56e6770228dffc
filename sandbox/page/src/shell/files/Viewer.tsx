import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";

import { Markdown } from "../../kit";
import type { FileInfo } from "../../types";
import { Dialog } from "../Dialog";
import { readEvents } from "./calendar";
import { about, kindOf, ownAddress } from "./kinds";

const opened = signal<FileInfo | null>(null);

/** Show a file above the page. */
export function openFile(file: FileInfo): void {
  opened.value = file;
}

function Calendar({ text }: { text: string }) {
  const events = readEvents(text);
  if (events.length === 0) return <pre class="file-text">{text}</pre>;
  return (
    <>
      {events.map((event, at) => (
        <section key={at} class="calendar">
          <h3 dir="auto">{event.summary || "Event"}</h3>
          <p>{[event.starts, event.ends].filter(Boolean).join(" – ")}</p>
          {event.where && <p dir="auto">{event.where}</p>}
          {event.about && (
            <p class="muted calendar-about" dir="auto">
              {event.about}
            </p>
          )}
        </section>
      ))}
    </>
  );
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function Text({ file, text }: { file: FileInfo; text: string }) {
  const kind = kindOf(file);
  if (kind === "markdown") return <Markdown text={text} />;
  if (kind === "calendar") return <Calendar text={text} />;
  return (
    <pre class="file-text" dir="auto" tabIndex={0}>
      {kind === "json" ? indented(text) : text}
    </pre>
  );
}

function Body({ file, address }: { file: FileInfo; address: string }) {
  const [text, setText] = useState<string | null>(null);
  const [trouble, setTrouble] = useState("");
  const image = kindOf(file) === "image";
  useEffect(() => {
    if (image) return;
    const load = async () => {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(`the sandbox answered ${answer.status}`);
      setText(await answer.text());
    };
    load().catch((error: Error) => setTrouble(`The file could not be loaded: ${error.message}.`));
  }, []);
  if (image) return <img class="file-large" src={address} alt={file.alt_txt || file.title || file.name} />;
  if (trouble) return <p class="form-error">{trouble}</p>;
  return text === null ? <p class="muted">Loading…</p> : <Text file={file} text={text} />;
}

/** The file that was opened. */
export function FileViewer() {
  const file = opened.value;
  const address = ownAddress(file?.url_private);
  if (file === null || address === null) return null;
  return (
    <Dialog title={file.title || file.name} class="viewer" onClose={() => (opened.value = null)}>
      <p class="muted small">
        {about(file)} ·{" "}
        <a href={address} download={file.name}>
          Download
        </a>
      </p>
      <div class="viewer-body" data-file-id={file.id}>
        <Body key={file.id} file={file} address={address} />
      </div>
    </Dialog>
  );
}
