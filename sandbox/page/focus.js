/** Keeping the keyboard where it was when a part of the page is drawn again. */

function address(node) {
  const at = node.closest("[data-action-id], [data-do]");
  if (!at) return null;
  const { blockId, actionId } = at.dataset;
  const own = at === node ? "" : ` [value="${CSS.escape(node.value ?? "")}"]`;
  if (at.dataset.do) return `[data-do="${CSS.escape(at.dataset.do)}"]`;
  return `${blockId ? `[data-block-id="${CSS.escape(blockId)}"]` : ""}[data-action-id="${CSS.escape(actionId)}"]${own}`;
}

/** Run `redraw`; when the focus was inside `before`, give it to the same control inside the node that `redraw` returns. */
export function keepingFocus(before, redraw) {
  const active = document.activeElement;
  const inside = before.contains(active);
  const where = inside ? address(active) : null;
  const caret = inside && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  const after = redraw();
  const next = where && after.querySelector(where);
  if (!next) return after;
  next.focus({ preventScroll: true });
  if (
    caret?.[0] !== null &&
    caret !== null &&
    next.setSelectionRange &&
    /^(text|search|url)$|^textarea$/.test(next.type)
  )
    next.setSelectionRange(...caret);
  return after;
}
