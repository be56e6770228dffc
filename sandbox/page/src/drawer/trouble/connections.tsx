import { backstage } from "../../api";
import { appInfo, refresh } from "../../state/store";
import { Act, Section, Told, useDoing } from "../parts";

const ANNOUNCED: [string, string, string][] = [
  ["warning", "Announce a warning", "Tells the app that its connections will close soon; they stay open."],
  ["refresh_requested", "Ask for a refresh", "Tells the app to open fresh connections, as Slack does every few hours; the old ones stay open."],
];

/** The app's Socket Mode connections. */
export function Connections() {
  const doing = useDoing();
  const app = appInfo.value;
  async function drop(reason?: string): Promise<string> {
    await backstage.drop(reason);
    await refresh("app");
    return reason ? "Announced." : "Dropped.";
  }
  return (
    <Section title="Connections">
      <p>
        {app?.connected ? "The app is connected" : "No app is connected"}
        {app?.mode === "http" ? ": it is reached over HTTP, so there are no sockets to drop." : "."}
      </p>
      {app?.mode !== "http" && (
        <ul class="bare drawer-choices">
          <li>
            <Act doing={doing} act={() => drop()} about="drawer-drop">
              Drop all sockets
            </Act>
            <small class="muted" id="drawer-drop">
              Closes every connection without a word; the app has to come back by itself.
            </small>
          </li>
          {ANNOUNCED.map(([reason, words, meaning]) => (
            <li key={reason}>
              <Act doing={doing} act={() => drop(reason)} about={`drawer-${reason}`}>
                {words}
              </Act>
              <small class="muted" id={`drawer-${reason}`}>
                {meaning}
              </small>
            </li>
          ))}
        </ul>
      )}
      <Told doing={doing} />
    </Section>
  );
}
