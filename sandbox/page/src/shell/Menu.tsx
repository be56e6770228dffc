/** Menus: arrows move, Enter picks, Esc or a click elsewhere closes. */

import { Icon, type IconName } from "./Icon";
import { openBeside } from "./Popover";

export interface Item {
  label: string;
  run: () => void;
  does?: string;
  icon?: IconName;
  hint?: string;
  danger?: boolean;
  attributes?: Record<string, string>;
}

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 };

/** Move the focus among the items of a menu; true when the key was for that. */
export function moveAmong(list: HTMLElement, key: string): boolean {
  const items = [...list.querySelectorAll<HTMLElement>("[role^=menuitem]")];
  const now = items.indexOf(document.activeElement as HTMLElement);
  const step = STEPS[key];
  const to = key === "Home" ? 0 : key === "End" ? items.length - 1 : step === undefined ? null : now + step;
  if (to === null || items.length === 0) return false;
  items[(to + items.length) % items.length]!.focus();
  return true;
}

/** Open a menu beside a button; null among the items draws a line. */
export function openMenu(anchor: HTMLElement, label: string, items: readonly (Item | null)[]): void {
  openBeside({
    anchor,
    label,
    role: "menu",
    content: (close) => (
      <div
        class="menu-items"
        onKeyDown={(event) => {
          if (event.key === "Tab") close();
          else if (moveAmong(event.currentTarget, event.key)) event.preventDefault();
        }}
      >
        {items.map((item, at) =>
          item === null ? (
            <div key={at} class="menu-line" role="separator" />
          ) : (
            <button
              key={at}
              type="button"
              role="menuitem"
              class={item.danger ? "danger-text" : undefined}
              data-do={item.does}
              {...item.attributes}
              onClick={() => {
                close();
                item.run();
              }}
            >
              {item.icon && <Icon name={item.icon} />}
              <span class="menu-label" dir="auto">
                {item.label}
              </span>
              {item.hint && <small>{item.hint}</small>}
            </button>
          ),
        )}
      </div>
    ),
  });
}
