import { emoji } from "../../kit";
import type { Bookmark, CanvasTab } from "../../types";
import { CanvasTabs } from "../files/Canvas";
import { Icon } from "../Icon";

/** An address that may be followed: of the web or of mail. */
export function safeAddress(link: string): string | null {
  try {
    const url = new URL(link, location.href);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** The canvases and links kept above a channel. */
export function Bookmarks({ all, canvases }: { all: readonly Bookmark[]; canvases: readonly CanvasTab[] }) {
  return (
    <ul class="bare bookmarks" aria-label={canvases.length > 0 ? "Canvases and bookmarks" : "Bookmarks"}>
      <CanvasTabs all={canvases} />
      {all.map((one) => {
        const address = safeAddress(one.link);
        const sign = one.emoji ? emoji(one.emoji.replaceAll(":", "")) : null;
        const label = (
          <>
            {sign ? <span aria-hidden="true">{sign}</span> : <Icon name="bookmark" />}
            <bdi>{one.title || one.link}</bdi>
          </>
        );
        return (
          <li key={one.id} class="bookmark" data-bookmark-id={one.id}>
            {address ? (
              <a href={address} target="_blank" rel="noreferrer noopener">
                {label}
              </a>
            ) : (
              <span>{label}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
