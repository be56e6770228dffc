/** Things to press: buttons, link buttons, workflow buttons, icon buttons, feedback and the overflow menu. */

import type { VNode } from "preact";
import { useId, useRef, useState } from "preact/hooks";

import { toast } from "../../state/store";
import type { Kit } from "../../types";
import { marks, useControl, type ElementProps } from "../control";
import { actAndOpen } from "../links";
import { movedBy, usePopup } from "../popup";
import { plainText } from "../values";

const STYLES = ["primary", "danger"];
const styleOf = (element: Kit) => (STYLES.includes(element.style) ? element.style : "");

export function Button(props: ElementProps): VNode {
  const { element, block } = props;
  const control = useControl(props);
  const press = () => {
    if (control.busy) return;
    if (element.url) void actAndOpen(() => control.act(), element.url, Boolean(element.confirm));
    else void control.act();
  };
  return (
    <button
      type="button"
      class={`button ${styleOf(element)}`}
      dir="auto"
      {...marks(block, element)}
      data-value={element.value}
      aria-label={element.accessibility_label}
      aria-busy={control.busy || undefined}
      onClick={press}
    >
      {plainText(element.text)}
      {element.url && (
        <span class="outward" aria-hidden="true">
          {" ↗"}
        </span>
      )}
    </button>
  );
}

export function WorkflowButton({ element, block }: ElementProps): VNode {
  const press = () => toast("This button would start a workflow; the sandbox has no workflows.", "note");
  return (
    <button type="button" class={`button ${styleOf(element)}`} dir="auto" {...marks(block, element)} aria-label={element.accessibility_label} onClick={press}>
      ⚡ {plainText(element.text)}
    </button>
  );
}

const ICONS: Record<string, string> = { trash: "🗑️" };

export function IconButton(props: ElementProps): VNode | null {
  const { element, block, scope } = props;
  const control = useControl(props);
  const shownTo: string[] = element.visible_to_user_ids ?? [];
  if (shownTo.length > 0 && !shownTo.includes(scope.me)) return null;
  const name = plainText(element.text);
  return (
    <button
      type="button"
      class="button quiet icon-button"
      {...marks(block, element)}
      data-value={element.value}
      aria-label={element.accessibility_label ?? name}
      aria-busy={control.busy || undefined}
      title={name}
      onClick={() => control.busy || void control.act()}
    >
      {ICONS[element.icon] ?? name}
    </button>
  );
}

export function FeedbackButtons(props: ElementProps): VNode {
  const { element, block } = props;
  const control = useControl(props);
  const [given, setGiven] = useState<string | null>(null);
  const one = (button: Kit | undefined, sign: string) =>
    button && (
      <button
        type="button"
        class="button quiet icon-button"
        data-value={button.value}
        aria-pressed={given === button.value}
        aria-label={button.accessibility_label ?? plainText(button.text)}
        title={plainText(button.text)}
        onClick={() => control.busy || void control.act(button.value).then((done) => done && setGiven(button.value))}
      >
        {sign}
      </button>
    );
  return (
    <span class="feedback" role="group" aria-label="Feedback" {...marks(block, element)} aria-busy={control.busy || undefined}>
      {one(element.positive_button, "👍")}
      {one(element.negative_button, "👎")}
    </span>
  );
}

export function Overflow(props: ElementProps): VNode {
  const { element, block } = props;
  const control = useControl(props);
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const menuId = useId();
  usePopup(opener, menu, open, () => setOpen(false));
  const items = () => [...(menu.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
  const leave = () => {
    setOpen(false);
    opener.current?.focus();
  };
  const pick = (option: Kit) => {
    leave();
    if (option.url) void actAndOpen(() => control.act(option.value), option.url, Boolean(element.confirm));
    else void control.act(option.value);
  };
  const key = (event: KeyboardEvent) => {
    const all = items();
    const next = movedBy(event.key, all.indexOf(document.activeElement as HTMLElement), all.length);
    if (next !== null) all[next]?.focus();
    else if (event.key === "Escape") leave();
    else if (event.key === "Tab") setOpen(false);
    else return;
    if (event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <button
        type="button"
        class="button overflow-button"
        ref={opener}
        {...marks(block, element)}
        aria-label="More actions"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? menuId : undefined}
        aria-busy={control.busy || undefined}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => event.key === "ArrowDown" && (event.preventDefault(), setOpen(true))}
      >
        ⋯
      </button>
      {open && (
        <div
          class="kit-popup kit-menu"
          popover="manual"
          role="menu"
          id={menuId}
          aria-label="More actions"
          ref={menu}
          onKeyDown={key}
        >
          {(element.options ?? []).map((option: Kit, index: number) => (
            <button type="button" role="menuitem" tabIndex={-1} dir="auto" data-value={option.value} ref={index === 0 ? focusSoon : undefined} onClick={() => pick(option)}>
              {plainText(option.text)}
              {option.description && <small class="muted">{plainText(option.description)}</small>}
            </button>
          ))}
        </div>
      )}
    </>
  );
}

/** Focus a part of a popup once it is shown. */
function focusSoon(node: HTMLElement | null): void {
  if (node) queueMicrotask(() => node.focus({ preventScroll: true }));
}
