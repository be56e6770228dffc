import { emoji } from "../../kit";
import { personName } from "../../state/directory";
import { me } from "../../state/store";
import type { Message } from "../../types";
import { Icon } from "../Icon";
import { openReactions, toggleReaction } from "./actions";

/** The names of those who reacted, "you" for oneself. */
function names(users: readonly string[], mine: string): string {
  const all = users.map((id) => (id === mine ? "You" : personName(id)));
  return all.length < 2 ? (all[0] ?? "") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

/** The reactions on a message; a press adds or takes back one's own. */
export function Reactions({ message }: { message: Message }) {
  const mine = me.value?.id ?? "";
  if (!message.reactions?.length) return null;
  return (
    <div class="reactions">
      {message.reactions.map((one) => (
        <button
          key={one.name}
          type="button"
          class="reaction"
          aria-pressed={one.users.includes(mine)}
          data-reaction={one.name}
          title={`${names(one.users, mine)} reacted with :${one.name}:`}
          aria-label={`${one.name.replaceAll("_", " ")}, ${one.count}: ${names(one.users, mine)}`}
          onClick={() => void toggleReaction(message, one.name)}
        >
          <span aria-hidden="true">{emoji(one.name) ?? `:${one.name}:`}</span> {one.count}
        </button>
      ))}
      <button
        type="button"
        class="reaction reaction-add"
        aria-label="Add reaction"
        aria-haspopup="dialog"
        onClick={(event) => openReactions(message, event.currentTarget)}
      >
        <Icon name="smile" />
      </button>
    </div>
  );
}
