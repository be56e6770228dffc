/** Sending what was typed. */

import { ApiError, complaint } from "../../api";
import { goToNewest } from "../../state/conversation";
import { me, refresh } from "../../state/store";
import { inWords } from "../../state/toasts";
import { withPicks } from "../../state/typed";
import { names } from "../message/Edit";

export interface Spoken {
  channel: string;
  text: string;
  thread?: string;
  files: string[];
}

const COMMAND = /^\/[\w-]+/;

/** What is wrong with a text before it is sent, in Slack's words, or null. */
export function wrong({ text, thread, files }: Spoken): string | null {
  const command = COMMAND.exec(text)?.[0];
  if (!command) return null;
  if (thread !== undefined) return `${command} is not supported in threads. Sorry!`;
  return files.length > 0 ? `${command} cannot be sent with files.` : null;
}

function refused(error: ApiError, text: string): string {
  const command = COMMAND.exec(text)?.[0];
  if (error.code === "unknown_command" && command) {
    return `${command} is not a valid command. Everything that starts with “/” is taken for one: put a space before it to send it as a message.`;
  }
  return `Not sent: ${inWords(error.code)}`;
}

/** Send a message or run a slash command. Resolves to what went wrong, or null when it was sent. */
export async function speak(spoken: Spoken): Promise<string | null> {
  const api = me.peek();
  const { channel, text, thread, files } = spoken;
  if (api === null) return "Not sent: nobody is chosen.";
  const trouble = wrong(spoken);
  if (trouble !== null) return trouble;
  try {
    if (COMMAND.test(text)) {
      const answer = await api.command({ channel, text });
      await refresh("messages", "view", "channels");
      // The answer stands at the end, wherever one was reading.
      await goToNewest();
      return complaint(answer.status, COMMAND.exec(text)![0]);
    }
    await api.message({
      channel,
      text: withPicks(text, names()),
      wire: true,
      ...(thread && { thread_ts: thread }),
      ...(files.length > 0 && { files }),
    });
    await refresh("messages");
    if (thread === undefined) await goToNewest();
    return null;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return refused(error, text);
  }
}
