/** Pictures; one that cannot be loaded shows its alternative text instead. */

import type { VNode } from "preact";
import { useState } from "preact/hooks";

import type { Kit } from "../types";
import { safeImageUrl } from "./links";

/** The address of an image block or element. */
export const addressOf = (image: Kit): unknown => image.image_url ?? image.slack_file?.url;

export function Image({ url, alt, class: name }: { url: unknown; alt: string; class?: string }): VNode {
  const [broken, setBroken] = useState<unknown>(null);
  const source = safeImageUrl(url);
  if (source === null || broken === url)
    return (
      <span class="broken-image" role="img" aria-label={alt || "Image that could not be loaded"}>
        🖼 {alt || "image"}
      </span>
    );
  return <img src={source} alt={alt} class={name} loading="lazy" referrerpolicy="no-referrer" onError={() => setBroken(url)} />;
}

export function ImageElement({ image, class: name }: { image: Kit; class?: string }): VNode {
  return <Image url={addressOf(image)} alt={String(image.alt_text ?? "")} class={name} />;
}
