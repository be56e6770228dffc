import type { ComponentChildren, TargetedMouseEvent } from "preact";

import { Icon, type IconName } from "./Icon";

type Props = {
  icon: IconName;
  label: string;
  /** What the button does, for styles and tests. */
  does: string;
  onClick: (event: TargetedMouseEvent<HTMLButtonElement>) => void;
  haspopup?: "menu" | "dialog";
  pressed?: boolean;
  class?: string;
  children?: ComponentChildren;
};

/** A button that shows a picture and says its name. */
export function IconButton({ icon, label, does, onClick, haspopup, pressed, class: more = "", children }: Props) {
  return (
    <button
      type="button"
      class={`icon-button ${more}`}
      aria-label={label}
      title={label}
      aria-haspopup={haspopup}
      aria-pressed={pressed}
      data-do={does}
      onClick={onClick}
    >
      <Icon name={icon} />
      {children}
    </button>
  );
}
