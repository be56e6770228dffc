/** What the rest of the page uses of Block Kit and of Slack's texts. */

import "./kit.css";

export { Attachment } from "./Attachment";
export { Blocks } from "./blocks/Blocks";
export { confirm, ConfirmHost } from "./confirm";
export { Emoji, emoji, emojiNames, withEmoji } from "./emoji";
export { Form } from "./form";
export { HomeBody } from "./HomeBody";
export { Image } from "./image";
export { Link, safeUrl } from "./links";
export { Markdown } from "./markdown";
export { BroadcastChip, ChannelChip, GroupChip, UserChip } from "./mentions";
export { Modal } from "./Modal";
export { RichText } from "./richtext";
export type { Scope } from "./scope";
export { Mrkdwn, PlainText } from "./text";
export { plainText } from "./values";
