/** Give the focus back after a dialog. A closing dialog hands it back by itself, to a field that is still out of reach: in
 * Chromium that leaves the field without a cursor and what is typed goes nowhere, until it gets the focus anew. */
export function giveBack(node: HTMLElement | null): void {
  node?.blur();
  node?.focus();
}
