/** What a combobox shows for what was typed: its own choices narrowed, or what the app answers. */

import { useRef, useState } from "preact/hooks";

import type { Kit } from "../../types";
import type { ElementProps } from "../control";
import { grouped, narrowed, offered, type ChoiceGroup } from "../values";
import { directory } from "./selects";

/** Slack's own default. */
const MIN_QUERY_LENGTH = 3;

export interface Choices {
  groups: ChoiceGroup[];
  note: string;
  /** Say what is typed now; an external select asks the app. */
  ask(typed: string): void;
}

export const isExternal = (element: Kit): boolean => /^(?:multi_)?external_select$/.test(element.type);

export function useChoices({ element, block, scope }: ElementProps, typed: string): Choices {
  const [answer, setAnswer] = useState<{ for: string; options: Kit[] } | null>(null);
  const wanted = useRef<string | null>(null);
  const asking = useRef(false);
  if (!isExternal(element)) {
    const groups = narrowed(offered(element, directory()), typed);
    return { groups, note: groups.length === 0 ? "No results" : "", ask: () => undefined };
  }
  const least = Number(element.min_query_length ?? MIN_QUERY_LENGTH);
  // One question under way at a time; what was typed meanwhile is asked next.
  const run = async () => {
    asking.current = true;
    while (wanted.current !== null) {
      const value = wanted.current;
      wanted.current = null;
      const options = await scope.suggest({ ...scope.place, action_id: element.action_id, block_id: block.block_id, value });
      setAnswer({ for: value, options });
    }
    asking.current = false;
  };
  const ask = (text: string) => {
    if ([...text].length < least) {
      wanted.current = null;
      return;
    }
    wanted.current = text;
    if (!asking.current) void run();
  };
  const missing = least - [...typed].length;
  if (missing > 0) return { groups: [], note: `Type ${missing} more ${missing === 1 ? "character" : "characters"} to search`, ask };
  if (answer === null || answer.for !== typed) return { groups: answer ? grouped(answer.options) : [], note: "Searching…", ask };
  return { groups: grouped(answer.options), note: answer.options.length === 0 ? "No results" : "", ask };
}
