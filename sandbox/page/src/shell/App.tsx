import "./shell.css";

import { effect } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { Drawer } from "../drawer";
import { ConfirmHost, Modal } from "../kit";
import { theme } from "../state/address";
import { loaded } from "../state/conversation";
import { appName, channelName } from "../state/directory";
import { appInfo, channel, channels, me, place, ready, restore } from "../state/store";
import { Foot } from "./composer/Foot";
import { CanvasViewer } from "./files/Canvas";
import { FileViewer } from "./files/Viewer";
import { AppHead, AppHome } from "./frame/AppTabs";
import { Browser } from "./frame/Browse";
import { Header } from "./frame/Header";
import { Sidebar } from "./frame/Sidebar";
import { Switcher } from "./frame/Switcher";
import { TopBar } from "./frame/TopBar";
import { listenEverywhere } from "./keyboard";
import { Log } from "./log/Log";
import { PopoverHost } from "./Popover";
import { ThreadPane } from "./thread/ThreadPane";
import { Toasts } from "./Toasts";

/** What the browser's tab says: how much is for oneself, and where one is. */
function title(): string {
  const waiting = channels.value.reduce((sum, one) => sum + one.mentions, 0);
  const name = place.value === "home" ? appName() : (channelName(place.value) ?? "");
  return `${waiting > 0 ? `(${waiting}) ` : ""}${name ? `${name} · ` : ""}Sandbox`;
}

function Conversation() {
  const here = channel.value;
  const withApp = here?.kind === "im" && here.with_user === appInfo.value?.user_id;
  return (
    <>
      {withApp ? <AppHead /> : <Header />}
      {loaded.value ? <Log key={`${me.value?.id} ${place.value}`} /> : <div class="log-frame" />}
      <Foot />
    </>
  );
}

/** The whole page. */
export function App() {
  useEffect(() => {
    const stop = [
      listenEverywhere(),
      effect(() => void (document.title = title())),
      effect(() => void (document.documentElement.dataset.theme = theme.value)),
      effect(() => {
        if (ready.value) document.body.dataset.ready = "true";
      }),
    ];
    addEventListener("popstate", restore);
    return () => {
      for (const each of stop) each();
      removeEventListener("popstate", restore);
    };
  }, []);
  return (
    <>
      <a class="skip" href="#pane">
        Skip to messages
      </a>
      <TopBar />
      <div class="workspace">
        <Sidebar />
        <main class="pane" id="pane" tabIndex={-1}>
          {place.value !== "home" ? (
            <Conversation />
          ) : (
            <>
              <AppHead />
              <AppHome />
            </>
          )}
        </main>
        <ThreadPane />
        <Drawer />
      </div>
      <Modal />
      <ConfirmHost />
      <Switcher />
      <Browser />
      <FileViewer />
      <CanvasViewer />
      <PopoverHost />
      <Toasts />
    </>
  );
}
