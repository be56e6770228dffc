/** Conversations by the names that people know them by. */

import { channelName, personName } from "../state/store";
import type { Channel } from "../types";

/** A conversation as the sidebar calls it. */
export const channelTitle = (channel: Channel) =>
  channel.kind === "im" && channel.with_user ? `${personName(channel.with_user)} (direct message)` : `#${channel.name || channel.id}`;

/** A conversation by its id; the id itself when it is not known here. */
export const titleOf = (id: string) => {
  const name = channelName(id);
  return name ? `#${name}` : id;
};
