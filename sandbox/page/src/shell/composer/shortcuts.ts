import { appInfo, me } from "../../state/store";
import { openMenu } from "../Menu";
import { told } from "../message/actions";

/** Offer the app's global shortcuts beside a button. */
export function openShortcuts(anchor: HTMLElement): void {
  const app = appInfo.peek();
  const items = (app?.shortcuts ?? [])
    .filter((one) => one.type === "global")
    .map((one) => ({
      label: one.name,
      hint: app?.name,
      icon: "bolt" as const,
      attributes: { "data-callback-id": one.callback_id },
      run: () => void told(me.peek()!.shortcut({ callback_id: one.callback_id }), `“${one.name}”`),
    }));
  openMenu(anchor, "Shortcuts", items.length > 0 ? items : [{ label: "This app has no global shortcuts", run: () => {} }]);
}
