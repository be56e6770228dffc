import { HomeBody } from "../../kit";
import { appChannel, appName } from "../../state/directory";
import { appInfo, open, openDirect, place } from "../../state/store";
import type { AppInfo } from "../../types";
import { Avatar } from "../Avatar";

const TABS = [
  { id: "home", label: "Home", given: (app: AppInfo) => app.home_tab },
  { id: "messages", label: "Messages", given: (app: AppInfo) => app.messages_tab },
] as const;

function choose(tab: "home" | "messages"): void {
  const told = appChannel.peek();
  const app = appInfo.peek()?.user_id;
  if (tab === "home") void open("home");
  else if (told) void open(told.id);
  else if (app) void openDirect([app]);
}

/** The head of the app: its name and the tabs Home and Messages. */
export function AppHead() {
  const app = appInfo.value;
  const current = place.value === "home" ? "home" : "messages";
  return (
    <header class="head app-head">
      <div class="channel-line">
        <Avatar name={appName()} app />
        <h1 class="channel-name">{appName()}</h1>
      </div>
      <div class="tabs" role="tablist" aria-label={appName()}>
        {TABS.filter(({ given }) => app !== null && given(app)).map(({ id, label }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={current === id}
            aria-controls="app-pane"
            tabIndex={current === id ? 0 : -1}
            data-do={`tab-${id}`}
            onClick={() => choose(id)}
            onKeyDown={(event) => {
              if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
              const other = id === "home" ? "messages" : "home";
              document.getElementById(`tab-${other}`)?.focus();
              choose(other);
            }}
          >
            {label}
          </button>
        ))}
      </div>
    </header>
  );
}

/** The app's home tab. */
export function AppHome() {
  return (
    <div class="home" id="app-pane" role="tabpanel" aria-labelledby="tab-home" tabIndex={0}>
      <HomeBody />
    </div>
  );
}
