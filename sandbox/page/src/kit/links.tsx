/** Addresses: only http, https, mailto and tel are followed. */

import type { ComponentChildren, VNode } from "preact";

import { visit } from "../state/store";

const FOLLOWED = new Set(["http:", "https:", "mailto:", "tel:"]);

/** The address when it is safe to follow, else null. */
export function safeUrl(address: unknown): string | null {
  try {
    const url = new URL(String(address));
    return FOLLOWED.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** The address of a picture; those of this sandbox may be without a host. */
export function safeImageUrl(address: unknown): string | null {
  if (typeof address !== "string") return null;
  if (/^\/(?!\/)/.test(address)) return address;
  const href = safeUrl(address);
  return href !== null && href.startsWith("http") ? href : null;
}

/** Open an address, if it is safe: in the workspace when it leads there (true), else beside it. */
export function openBeside(address: unknown): boolean {
  const href = safeUrl(address);
  if (href === null) return false;
  if (visit(href)) return true;
  window.open(href, "_blank", "noopener,noreferrer");
  return false;
}

/** Press a control that leads somewhere, too. Only after the app has heard of it is a modal left behind. */
export async function actAndOpen(act: () => Promise<boolean>, address: unknown, confirmed: boolean): Promise<void> {
  const before = !confirmed && openBeside(address);
  const done = await act();
  const inside = confirmed ? done && openBeside(address) : before;
  if (inside) document.querySelector<HTMLElement>("dialog.modal [data-do=dismiss-view]")?.click();
}

/** A link that opens beside the workspace, or in it when it leads there; an unsafe address stays text. */
export function Link({ to, children }: { to: unknown; children: ComponentChildren }): VNode {
  const href = safeUrl(to);
  if (href === null)
    return (
      <span class="unsafe-link" title="This address is not followed">
        {children}
      </span>
    );
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
