import { useState } from "preact/hooks";

import { backstage } from "../../api";
import { channels, refresh } from "../../state/store";
import { channelTitle } from "../named";
import { Act, Labelled, Section, Told, useDoing } from "../parts";

/** Archiving channels and bringing them back, without being a person. */
export function Places() {
  const doing = useDoing();
  const [id, setId] = useState("");
  const listed = channels.value.filter((channel) => channel.kind === "channel" || channel.kind === "group");
  const chosen = listed.find((channel) => channel.id === id) ?? listed[0];
  async function change(): Promise<string> {
    if (!chosen) return "";
    await backstage.channel(chosen.id, { archived: !chosen.is_archived });
    await refresh("channels");
    return chosen.is_archived ? `${channelTitle(chosen)} is back.` : `${channelTitle(chosen)} is archived: nobody can write there.`;
  }
  if (!chosen) return null;
  return (
    <Section title="Channels">
      <div class="drawer-row drawer-ends">
        <Labelled label="Channel">
          <select value={chosen.id} onChange={(event) => setId(event.currentTarget.value)}>
            {listed.map((channel) => (
              <option key={channel.id} value={channel.id}>
                {channelTitle(channel)}
                {channel.is_archived ? " (archived)" : ""}
              </option>
            ))}
          </select>
        </Labelled>
        <Act doing={doing} act={change}>
          {chosen.is_archived ? "Bring it back" : "Archive it"}
        </Act>
      </div>
      <p class="muted small">The app is told as if an administrator had done it. Only conversations that you can see are listed.</p>
      <Told doing={doing} />
    </Section>
  );
}
