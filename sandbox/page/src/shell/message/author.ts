/** Who wrote a message. */

import { emoji } from "../../kit";
import { appName, person, personName } from "../../state/directory";
import type { Message } from "../../types";

export interface Author {
  name: string;
  app: boolean;
  icon: string | null;
}

export function authorOf(message: Message): Author {
  const app = message.bot_id !== undefined || message.subtype === "bot_message" || person(message.user)?.is_bot === true;
  const name = message.username || (message.user ? personName(message.user) : appName());
  const icon = message.icons?.emoji ? emoji(message.icons.emoji.replaceAll(":", "")) : null;
  return { name, app, icon };
}
