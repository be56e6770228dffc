import { dismiss, toasts } from "../state/toasts";
import { Icon } from "./Icon";

/** Notices at the foot of the page, read out by assistive technology. */
export function Toasts() {
  return (
    <div class="toasts">
      {toasts.value.map((one) => (
        <div key={one.id} class={`toast toast-${one.kind}`} role={one.kind === "error" ? "alert" : "status"}>
          <span dir="auto">{one.text}</span>
          <button type="button" class="plain" aria-label="Dismiss" onClick={() => dismiss(one.id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
