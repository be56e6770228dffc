import { memo } from "preact/compat";

import { Attachment, Blocks, Mrkdwn } from "../../kit";
import { me } from "../../state/store";
import type { Message } from "../../types";
import { FileCard } from "../files/FileCard";
import { scopeOf } from "./actions";

const EMOJI_ONLY = /^(?:\s|:[\w+'-]+:|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d|\ufe0f)+$/u;
const FEW = 120;

function Edited({ message }: { message: Message }) {
  return message.edited ? <span class="muted small edited"> (edited)</span> : null;
}

/** What a message says: its blocks, or else its text; attachments and files. */
export const Content = memo(function Content({ message, channel }: { message: Message; channel: string }) {
  const api = me.value;
  if (api === null) return null;
  const scope = scopeOf(channel, message.ts, api);
  const blocks = message.blocks?.length ? message.blocks : null;
  const large = !blocks && message.text.length < FEW && EMOJI_ONLY.test(message.text);
  return (
    <>
      {blocks ? (
        <Blocks blocks={blocks} scope={scope} />
      ) : (
        message.text && (
          <div class={large ? "typed-text large" : "typed-text"}>
            <Mrkdwn text={message.text} />
            <Edited message={message} />
          </div>
        )
      )}
      {blocks && <Edited message={message} />}
      {message.attachments?.map((one, at) => (
        <Attachment key={at} attachment={one} scope={scope} />
      ))}
      {message.files?.map((one) => (
        <FileCard key={one.id} file={one} />
      ))}
    </>
  );
});
