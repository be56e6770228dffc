/** What the page does not know is shown as such, never left out. */

import type { VNode } from "preact";

export function Unsupported({ what, inline = false }: { what: unknown; inline?: boolean }): VNode {
  const text = `unsupported: ${what ?? "no type"}`;
  return inline ? (
    <span class="unsupported">{text}</span>
  ) : (
    <div class="unsupported" role="note">
      {text}
    </div>
  );
}
