import type { Message } from "../../types";
import { IconButton } from "../IconButton";
import { openActions, openReactions, reply, toggleReaction } from "./actions";

const QUICK = [
  ["white_check_mark", "✅"],
  ["eyes", "👀"],
  ["raised_hands", "🙌"],
] as const;

/** The buttons that appear beside a message. */
export function Toolbar({ message, pinned }: { message: Message; pinned: boolean }) {
  return (
    <div class="toolbar" role="group" aria-label="Message actions">
      {QUICK.map(([name, sign]) => (
        <button
          key={name}
          type="button"
          class="icon-button quick"
          aria-label={`React with ${name.replaceAll("_", " ")}`}
          title={`:${name}:`}
          onClick={() => void toggleReaction(message, name)}
        >
          {sign}
        </button>
      ))}
      <IconButton
        icon="smile"
        label="Add reaction"
        does="react"
        haspopup="dialog"
        onClick={(event) => openReactions(message, event.currentTarget)}
      />
      <IconButton icon="thread" label="Reply in thread" does="reply-button" onClick={() => void reply(message)} />
      <IconButton
        icon="more"
        label="More actions"
        does="more"
        haspopup="menu"
        onClick={(event) => openActions(message, pinned, event.currentTarget)}
      />
    </div>
  );
}
