/** The modal: the view on top of the person's stack. What they enter is kept for every view of the stack. */

import type { VNode } from "preact";
import { useEffect, useId, useLayoutEffect, useMemo, useRef } from "preact/hooks";

import { ApiError, complaint, type Acting } from "../api";
import { giveBack } from "../focus";
import { me, refresh, view as shownViews } from "../state/store";
import type { View } from "../types";
import { Blocks } from "./blocks/Blocks";
import { plainText } from "./values";
import { viewScope, ViewState } from "./viewscope";

const states = new Map<string, ViewState>();

function stateOf(view: View, acting: Acting): ViewState {
  const known = states.get(view.id);
  const state = known?.acting === acting ? known : new ViewState(acting);
  states.set(view.id, state);
  return state;
}

async function submit(view: View, state: ViewState): Promise<void> {
  if (state.submitting.value) return;
  state.submitting.value = true;
  state.showErrors({}, view.blocks);
  try {
    const answer = await state.acting.submit({ view_id: view.id, values: state.form.values(view.blocks) });
    const trouble = complaint(answer.status, "Submitting");
    if (answer.errors && Object.keys(answer.errors).length > 0) state.showErrors(answer.errors, view.blocks);
    else if (trouble) state.said.value = trouble;
    else await refresh("view", "messages", "channels");
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.body.errors) state.showErrors(error.body.errors, view.blocks);
    else state.said.value = `Not submitted: ${error.code}`;
  } finally {
    state.submitting.value = false;
  }
}

/** Close the view, or with `all` the whole stack. */
async function close(view: View, state: ViewState, all: boolean): Promise<void> {
  const clear = all && view.previous_view_id !== null;
  try {
    await state.acting.close(clear ? { view_id: view.id, clear } : { view_id: view.id });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
  await refresh("view");
}

const FIELDS = ":is(input, select, textarea):not([disabled])";

/** Where a view wants the cursor: the element it names, else its first field, else its last button. */
function focusStart(dialog: HTMLElement): void {
  const start =
    dialog.querySelector<HTMLElement>(".modal-body [data-focus-on-load]") ??
    dialog.querySelector<HTMLElement>(`.modal-body ${FIELDS}`) ??
    dialog.querySelector<HTMLElement>(".modal-foot button:last-of-type");
  start?.focus();
}

/** After the modal: back to what opened it, or to the message field when that is gone. */
function focusBack(opener: Element | null): void {
  const goal = opener instanceof HTMLElement && opener !== document.body && opener.isConnected ? opener : null;
  const field = document.querySelector<HTMLElement>("form:has([data-do=send]) :is(textarea, [role=textbox])");
  giveBack(goal ?? field);
}

function Dialog({ view, state }: { view: View; state: ViewState }): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const scope = useMemo(() => viewScope(view, state, state.said, "view", "messages"), [view, state]);
  const errors = state.errors.value;
  const busy = state.submitting.value;
  const waits = view.submit_disabled === true && !state.form.touched.value;

  useLayoutEffect(() => {
    const node = dialog.current!;
    const opener = document.activeElement;
    node.showModal();
    return () => {
      node.close();
      focusBack(opener);
    };
  }, []);
  useLayoutEffect(() => focusStart(dialog.current!), [view.id]);
  useEffect(() => {
    state.showErrors({}, view.blocks);
    const node = dialog.current!;
    if (!node.open) node.showModal();
    if (!node.contains(document.activeElement)) focusStart(node);
  }, [view.hash]);
  useEffect(() => {
    const body = dialog.current!.querySelector(".modal-body")!;
    const wrong = [...body.querySelectorAll("[data-error-for]")].find((place) => place.textContent);
    wrong?.parentElement?.querySelector<HTMLElement>(FIELDS)?.focus();
  }, [errors]);

  const leave = (all: boolean) => void close(view, state, all);
  const closeName = plainText(view.close) || (view.previous_view_id ? "Back" : view.submit ? "Cancel" : "Close");
  return (
    <dialog
      class="modal"
      ref={dialog}
      data-view-id={view.id}
      data-callback-id={view.callback_id ?? ""}
      aria-labelledby={titleId}
      aria-busy={busy || undefined}
      onCancel={(event) => {
        if (event.target !== dialog.current) return;
        event.preventDefault();
        leave(false);
      }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (view.submit && !waits) void submit(view, state);
        }}
      >
        <header class="modal-head">
          <h2 id={titleId} dir="auto">
            {plainText(view.title)}
          </h2>
          <button type="button" class="plain" aria-label="Close dialog" data-do="dismiss-view" onClick={() => leave(true)}>
            ×
          </button>
        </header>
        <div class="modal-body" key={view.id}>
          <Blocks blocks={view.blocks} scope={scope} />
        </div>
        <footer class="modal-foot">
          <div class="form-error" role="alert">
            {state.said.value}
          </div>
          <button type="button" class="button" data-do="close-view" onClick={() => leave(false)}>
            {closeName}
          </button>
          {view.submit && (
            <button type="submit" class="button primary" data-do="submit-view" disabled={waits} aria-disabled={busy || undefined} aria-busy={busy || undefined}>
              {plainText(view.submit)}
            </button>
          )}
        </footer>
      </form>
    </dialog>
  );
}

/** The modal before the acting person, if there is one. */
export function Modal(): VNode | null {
  const view = shownViews.value.modal;
  const acting = me.value;
  const none = view === null;
  useEffect(() => {
    if (none) states.clear();
  }, [none]);
  if (view === null || acting === null) return null;
  return <Dialog key={acting.id} view={view} state={stateOf(view, acting)} />;
}
