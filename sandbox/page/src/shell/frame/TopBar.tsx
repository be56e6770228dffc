import { drawerOpen } from "../../drawer";
import { nextTheme, theme } from "../../state/address";
import { appInfo, become, live, me, people } from "../../state/store";
import { tried } from "../../state/toasts";
import type { Person } from "../../types";
import { Icon } from "../Icon";
import { IconButton } from "../IconButton";
import { sidebarOpen } from "./Sidebar";
import { openSwitcher } from "./Switcher";

const THEME_ICONS = { auto: "auto", light: "sun", dark: "moon" } as const;
const THEME_NAMES = { auto: "as the system", light: "light", dark: "dark" };

/** How one of the people is called where one chooses whom to be. */
export function personLabel(person: Person): string {
  const about = [
    person.title,
    person.is_restricted && person.title !== "guest" ? "guest" : "",
    person.deleted ? "deactivated" : "",
  ];
  return [person.real_name || person.name, ...about.filter(Boolean)].join(" · ");
}

/** Whether the page hears the sandbox and the app is there, in words. */
function State() {
  const app = appInfo.value;
  const mode = app?.mode === "http" ? "HTTP" : "Socket Mode";
  const good = live.value && app?.connected === true;
  return (
    <span
      class="state"
      role="status"
      data-state={good ? "good" : "bad"}
      title={`${live.value ? "Live" : "Reconnecting"} · ${mode}`}
    >
      <span class="state-live">{live.value ? "Live" : "Reconnecting…"}</span>
      {app && (
        <span class="state-app">
          {app.name} {app.connected ? `connected · ${mode}` : `not connected · ${mode}`}
        </span>
      )}
    </span>
  );
}

function Who() {
  const mine = me.value?.id ?? "";
  const choice = [...people.value.values()].filter((one) => !one.is_bot && (!one.deleted || one.id === mine));
  return (
    <label class="as">
      <span>You are</span>
      <select
        id="as"
        data-do="as"
        value={mine}
        onChange={(event) => void tried(become(event.currentTarget.value), "Another person")}
      >
        {choice.map((one) => (
          <option key={one.id} value={one.id} data-name={one.name} selected={one.id === mine}>
            {personLabel(one)}
          </option>
        ))}
      </select>
    </label>
  );
}

export function TopBar() {
  return (
    <header class="topbar">
      <IconButton
        icon="menu"
        label="Channels"
        does="sidebar"
        class="sidebar-button"
        pressed={sidebarOpen.value}
        onClick={() => (sidebarOpen.value = !sidebarOpen.value)}
      />
      <strong class="brand">Sandbox</strong>
      <button type="button" class="switch" data-do="switcher" aria-label="Jump to a channel or person" onClick={openSwitcher}>
        <Icon name="search" />
        <span>Jump to a channel or person</span>
        <kbd>{/Mac|iP/.test(navigator.platform) ? "⌘K" : "Ctrl K"}</kbd>
      </button>
      <State />
      <Who />
      <IconButton icon={THEME_ICONS[theme.value]} label={`Theme: ${THEME_NAMES[theme.value]}`} does="theme" onClick={nextTheme} />
      <IconButton
        icon="code"
        label="Developer's drawer"
        does="drawer"
        pressed={drawerOpen.value}
        onClick={() => (drawerOpen.value = !drawerOpen.value)}
      />
    </header>
  );
}
