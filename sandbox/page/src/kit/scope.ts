/** What surrounds a block: the message or view it stands in, who looks at it, and the ways to tell the app. */

import type { ReadonlySignal } from "@preact/signals";

import type { Place, Press } from "../api";
import type { FileInfo, Kit, Outcome } from "../types";
import type { Form } from "./form";

export interface Scope {
  place: Place;
  /** The id of the person who looks at it. */
  me: string;
  /** `state.values` of a view: what the server knows to be entered. */
  values?: Record<string, Record<string, Kit>>;
  /** Tell the app; null when the request was refused (the refusal has been shown). */
  act(press: Press): Promise<Outcome | null>;
  /** What the app offers for `press.value` in an external select: options, or groups of options. */
  suggest(press: Press): Promise<Kit[]>;
  upload(file: File): Promise<FileInfo>;
  /** Tell the server what was entered in an input of which the app is not told; `act` when missing. */
  note?(press: Press): Promise<unknown>;
  /** What was entered in a view; a message keeps its own. */
  form?: Form;
  /** Error texts by block id. */
  errors?: ReadonlySignal<Record<string, string>>;
}
