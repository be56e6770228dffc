/** Files that wait to be sent with a message. */

import { signal, type Signal } from "@preact/signals";

import { ApiError, type Acting } from "../../api";
import { inWords, toast } from "../../state/toasts";

export interface Waiting {
  key: number;
  name: string;
  /** The file's id once the server keeps it. */
  id: Promise<string | null>;
  ready: Signal<boolean>;
}

let last = 0;

/** Keep files on the server, so that a message can carry them; one that is refused leaves the list. */
export function attach(api: Acting, files: Iterable<File>, list: Signal<readonly Waiting[]>): void {
  for (const file of files) {
    const key = (last += 1);
    const ready = signal(false);
    const id = api.upload(file).then(
      (answer) => {
        ready.value = true;
        return answer.file.id;
      },
      (error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
        toast(`${file.name} was not uploaded: ${inWords(error.code)}`);
        list.value = list.peek().filter((one) => one.key !== key);
        return null;
      },
    );
    list.value = [...list.peek(), { key, name: file.name, id, ready }];
  }
}

/** The ids of files, once all are kept. */
export async function idsOf(waiting: readonly Waiting[]): Promise<string[]> {
  const ids = await Promise.all(waiting.map((one) => one.id));
  return ids.filter((id) => id !== null);
}
