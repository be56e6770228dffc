import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

import { giveBack } from "../focus";
import { IconButton } from "./IconButton";

type Props = { title: string; onClose: () => void; class?: string; children: ComponentChildren };

/** A dialog above the page; Esc, its cross and a press beside it close it. */
export function Dialog({ title, onClose, class: more = "", children }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    box.current!.showModal();
    return () => before?.isConnected && giveBack(before);
  }, []);
  return (
    <dialog
      ref={box}
      class={`sheet ${more}`}
      aria-labelledby={id}
      onClose={onClose}
      onClick={(event) => event.target === box.current && box.current?.close()}
    >
      <div class="sheet-box">
        <div class="sheet-head">
          <h2 id={id} dir="auto">
            {title}
          </h2>
          <IconButton icon="close" label="Close" does="close" onClick={() => box.current!.close()} />
        </div>
        {children}
      </div>
    </dialog>
  );
}
