/** What a person has entered in the inputs of one view or message, kept while the app redraws it: equal block and action ids keep their value, as in Slack. */

import { signal } from "@preact/signals";

import type { Kit } from "../types";
import { initialValue, stateValue, type Entered } from "./values";

interface Entry {
  value: Entered;
  /** The server does not know it yet. */
  fresh: boolean;
}

const key = (block: Kit, element: Kit) => JSON.stringify([block.block_id ?? "", element.action_id ?? "", element.type]);

export class Form {
  private readonly entries = new Map<string, Entry>();
  /** Options (by element and value) and files (by id) that were picked, so that they can be named after the app took them away. */
  readonly picked = new Map<string, Kit>();
  /** Whether anything was entered. */
  readonly touched = signal(false);

  /** What was entered, null for emptied, undefined for untouched. */
  entered(block: Kit, element: Kit): Entered | undefined {
    return this.entries.get(key(block, element))?.value;
  }

  enter(block: Kit, element: Kit, value: Entered): void {
    this.entries.set(key(block, element), { value, fresh: true });
    this.touched.value = true;
  }

  /** What stands in an element: what was entered, else what the server knows, else what it starts with. */
  current(block: Kit, element: Kit, values?: Record<string, Record<string, Kit>>): Entered {
    const entered = this.entered(block, element);
    if (entered !== undefined) return entered;
    const state = values?.[block.block_id]?.[element.action_id];
    return state?.type === element.type ? stateValue(state!) : initialValue(element);
  }

  /** The touched inputs among these blocks: {block_id: value}. */
  values(blocks: Kit[]): Record<string, Entered> {
    const inputs = blocks.filter((block) => block.type === "input" && block.element);
    const touched = inputs.map((block) => [block.block_id, this.entered(block, block.element)] as const);
    return Object.fromEntries(touched.filter((entry): entry is [string, Entered] => entry[1] !== undefined));
  }

  /** Inputs whose value the server does not know yet and can be told without telling the app; they count as known from now on. */
  takeFresh(blocks: Kit[]): { block: Kit; element: Kit; value: Entered }[] {
    return blocks
      .filter((block) => block.type === "input" && block.element && !block.dispatch_action)
      .map((block) => ({ block, element: block.element as Kit, entry: this.entries.get(key(block, block.element)) }))
      .filter(({ entry }) => entry?.fresh)
      .map(({ block, element, entry }) => {
        entry!.fresh = false;
        return { block, element, value: entry!.value };
      });
  }

  /** The server was told. */
  told(block: Kit, element: Kit): void {
    const entry = this.entries.get(key(block, element));
    if (entry) entry.fresh = false;
  }
}

const ofMessages = new Map<string, Form>();

/** The form of a message, kept as long as the page is open: messages leave the screen and come back. */
export function messageForm(name: string): Form {
  const form = ofMessages.get(name) ?? new Form();
  ofMessages.set(name, form);
  return form;
}
