/** Which part of the drawer is shown. */

import { signal } from "@preact/signals";

export type Tab = "calls" | "deliveries" | "trouble" | "clock" | "state";

export const shown = signal<Tab>("calls");

export const show = (tab: Tab) => {
  shown.value = tab;
};
