/** A small menu beside a button: arrows move, Enter picks, Esc or a click elsewhere closes. */

import { h } from "./dom.js";

function place(menu, anchor) {
  const box = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = Math.max(8, Math.min(box.right - width, innerWidth - width - 8));
  const below = box.bottom + 4;
  const top = below + height > innerHeight - 8 ? Math.max(8, box.top - height - 4) : below;
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}

function moveFocus(menu, key) {
  const items = [...menu.querySelectorAll("[role^=menuitem]")];
  const now = items.indexOf(document.activeElement);
  const next = {
    ArrowDown: now + 1,
    ArrowRight: now + 1,
    ArrowUp: now - 1,
    ArrowLeft: now - 1,
    Home: 0,
    End: items.length - 1,
  }[key];
  if (next === undefined) return false;
  items[(next + items.length) % items.length].focus();
  return true;
}

/** Open a menu at `anchor`. Items: {label, run, hint?, danger?, attributes?} or "-" for a line; `compact` lays them out in a row. */
export function openMenu(anchor, items, { label, compact = false } = {}) {
  const menu = h("div", {
    class: compact ? "menu menu-compact" : "menu",
    role: "menu",
    "aria-label": label,
    popover: "auto",
  });
  for (const item of items) {
    if (item === "-") {
      menu.append(h("div", { class: "menu-line", role: "separator" }));
      continue;
    }
    const pick = () => {
      menu.hidePopover();
      item.run();
    };
    menu.append(
      h(
        "button",
        {
          type: "button",
          role: "menuitem",
          class: item.danger ? "danger-text" : null,
          ...item.attributes,
          on: { click: pick },
        },
        h("span", {}, item.label),
        item.hint && h("small", {}, item.hint),
      ),
    );
  }
  menu.addEventListener("keydown", (event) => {
    if (moveFocus(menu, event.key)) event.preventDefault();
    if (event.key === "Tab") menu.hidePopover();
  });
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    anchor.setAttribute("aria-expanded", "false");
    if (menu.contains(document.activeElement) || document.activeElement === document.body) anchor.focus();
    menu.remove();
  });
  (anchor.closest("dialog") ?? document.body).append(menu);
  menu.showPopover();
  anchor.setAttribute("aria-expanded", "true");
  place(menu, anchor);
  menu.querySelector("[role^=menuitem]")?.focus();
}
