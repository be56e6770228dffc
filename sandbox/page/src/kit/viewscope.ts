/** The scope of a view: what was entered in it, its errors, and how it talks to the app. */

import { signal, type Signal } from "@preact/signals";

import { ApiError, complaint, type Acting, type Press } from "../api";
import { refresh, type Part } from "../state/store";
import type { Kit, Outcome, View } from "../types";
import { Form } from "./form";
import type { Scope } from "./scope";

export class ViewState {
  readonly form = new Form();
  /** Error texts by block id. */
  readonly errors = signal<Record<string, string>>({});
  /** What there is to say about the view as a whole. */
  readonly said = signal("");
  readonly submitting = signal(false);

  constructor(readonly acting: Acting) {}

  /** Show errors at their blocks, and together those that have no place. */
  showErrors(errors: Record<string, string>, blocks: Kit[]): void {
    const inputs = new Set(blocks.filter((block) => block.type === "input").map((block) => block.block_id));
    this.errors.value = errors;
    this.said.value = Object.entries(errors)
      .filter(([id]) => !inputs.has(id))
      .map(([, text]) => text)
      .join(" ");
  }
}

/** Why a request was refused, in a sentence. */
function refusal(error: unknown, what: string): string {
  if (!(error instanceof ApiError)) throw error;
  return `${what} was refused: ${error.code}`;
}

/** The scope in which the blocks of a view stand; `parts` are read anew after every click. */
export function viewScope(view: View, state: ViewState, say: Signal<string> | ((text: string) => void), ...parts: Part[]): Scope {
  const { acting } = state;
  const tell = (text: string) => (typeof say === "function" ? say(text) : (say.value = text));
  const act = async (press: Press): Promise<Outcome | null> => {
    tell("");
    let outcome: Outcome | null = null;
    try {
      outcome = await acting.click(press);
      tell(complaint(outcome.status, "This action") ?? "");
    } catch (error) {
      tell(refusal(error, "This action"));
    }
    await refresh(...parts);
    return outcome;
  };
  const suggest = async (press: Press): Promise<Kit[]> => {
    try {
      const answer = await acting.suggest(press);
      const trouble = complaint(answer.status, "Searching");
      if (trouble) tell(trouble);
      return answer.option_groups ?? answer.options ?? [];
    } catch (error) {
      tell(refusal(error, "Searching"));
      return [];
    }
  };
  // What is wrong with a value is said when the view is submitted, so a refusal here is not shown.
  const note = async (press: Press): Promise<void> => {
    try {
      await acting.click(press);
    } catch (error) {
      refusal(error, "This entry");
    }
  };
  const upload = async (file: File) => (await acting.upload(file)).file;
  return { place: { view_id: view.id }, me: acting.id, values: view.state?.values, act, suggest, upload, note, form: state.form, errors: state.errors };
}
