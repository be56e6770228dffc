import { useState } from "preact/hooks";

import type { FileInfo } from "../../types";
import { Icon } from "../Icon";
import { about, kindOf, ownAddress } from "./kinds";
import { openFile } from "./Viewer";

/** A file of a message: pictures are seen, what can be read opens in place, the rest can be downloaded. */
export function FileCard({ file }: { file: FileInfo }) {
  const [broken, setBroken] = useState(false);
  const address = ownAddress(file.url_private);
  const kind = kindOf(file);
  const name = file.title || file.name || file.id;
  if (kind === "image" && address && !broken) {
    return (
      <figure class="file-picture" data-file-id={file.id}>
        <figcaption class="muted small" dir="auto">
          {name}
        </figcaption>
        <button type="button" class="plain" aria-label={`Open ${name}`} onClick={() => openFile(file)}>
          <img src={address} alt={file.alt_txt || name} loading="lazy" onError={() => setBroken(true)} />
        </button>
      </figure>
    );
  }
  return (
    <div class="file-card" data-file-id={file.id}>
      <span class={`file-sign file-${kind}`}>
        <Icon name="file" />
      </span>
      <span class="file-about">
        <span class="file-name" dir="auto">
          {name}
        </span>
        <span class="muted small">{about(file)}</span>
      </span>
      {address && kind !== "other" && (
        <button type="button" data-do="open-file" onClick={() => openFile(file)}>
          Open
        </button>
      )}
      {address && (
        <a class="button" href={address} download={file.name}>
          Download
        </a>
      )}
    </div>
  );
}
