/** What hangs on a message: attachments and files. */

import { renderBlocks } from "./blocks.js";
import { append, h, link } from "./dom.js";
import { image } from "./elements.js";
import { mrkdwn } from "./mrkdwn.js";

/** A legacy attachment, with its coloured bar. */
export function attachment(item, scope) {
  const color = /^#?[0-9a-f]{6}$/i.test(item.color ?? "")
    ? `#${item.color.replace("#", "")}`
    : { good: "#2a8a4a", warning: "#c98a00", danger: "#c0392b" }[item.color];
  const body = item.blocks
    ? renderBlocks(item.blocks, scope)
    : [
        item.author_name && h("div", { class: "muted" }, item.author_name),
        item.title &&
          h("div", {}, h("strong", {}, item.title_link ? link(item.title_link, item.title) : item.title)),
        h("div", { class: "text", dir: "auto" }, mrkdwn(item.text ?? (item.title ? "" : item.fallback))),
        item.fields &&
          h(
            "div",
            { class: "fields" },
            item.fields.map((one) =>
              h(
                "div",
                { class: "text field", dir: "auto" },
                h("strong", {}, one.title),
                "\n",
                mrkdwn(one.value),
              ),
            ),
          ),
        item.image_url && image(item.image_url, item.fallback ?? ""),
        item.footer && h("div", { class: "muted small" }, item.footer),
      ];
  const box = append(
    h(
      "div",
      { class: "attachment" },
      item.pretext && h("div", { class: "text", dir: "auto" }, mrkdwn(item.pretext)),
    ),
    body,
  );
  if (color) box.style.setProperty("--bar", color);
  return box;
}

function size(bytes) {
  if (!Number.isFinite(bytes)) return "";
  return bytes < 1024
    ? `${bytes} B`
    : bytes < 1_048_576
      ? `${(bytes / 1024).toFixed(1)} kB`
      : `${(bytes / 1_048_576).toFixed(1)} MB`;
}

/** A file, with links to open and download it. */
export function file(item) {
  const name = item.title || item.name || item.id;
  const picture = /^image\/(png|jpeg|gif|svg\+xml|webp)/.test(item.mimetype ?? "") && item.url_private;
  const download = item.url_private && link(item.url_private, "Download");
  if (download?.tagName === "A") download.setAttribute("download", item.name ?? "");
  return h(
    "div",
    { class: "file-card", "data-file-id": item.id },
    picture && h("div", { class: "file-picture" }, image(item.url_private, name)),
    h("div", { class: "file-name", dir: "auto" }, "📄 ", name),
    h(
      "div",
      { class: "muted small" },
      [item.pretty_type || item.filetype || item.mimetype, size(item.size)].filter(Boolean).join(" · "),
    ),
    h("div", { class: "file-links" }, item.url_private && link(item.url_private, "Open"), download),
  );
}
