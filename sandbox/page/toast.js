/** Short notices at the foot of the page, read out by assistive technology. */

import { ApiError } from "./api.js";
import { h } from "./dom.js";

const SHOWN_MS = 8000;

export function toast(text, kind = "error") {
  const close = () => note.remove();
  const note = h(
    "div",
    { class: `toast toast-${kind}`, role: kind === "error" ? "alert" : "status" },
    h("span", {}, text),
    h("button", { type: "button", class: "plain", "aria-label": "Dismiss", on: { click: close } }, "×"),
  );
  document.getElementById("toasts").append(note);
  setTimeout(close, SHOWN_MS);
}

/** Run an API call; a refusal becomes a notice and null. */
export async function tried(call, what) {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(`${what}: ${error.code}`);
    return null;
  }
}
