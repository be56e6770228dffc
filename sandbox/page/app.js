/** The page as a whole: who one is, what is open, and keeping it current. */

import { ApiError, app as fetchApp, asPerson, people as fetchPeople } from "./api.js";
import { Composer } from "./composer.js";
import { directory } from "./directory.js";
import { fill, h } from "./dom.js";
import { showHeader } from "./header.js";
import { Home } from "./home.js";
import { listen } from "./live.js";
import { MessageLog } from "./log.js";
import { Modal } from "./modal.js";
import { remember, wantedMessage, wantedPerson, wantedPlace } from "./preferences.js";
import { refresher } from "./refresher.js";
import { showSidebar } from "./sidebar.js";
import { toast } from "./toast.js";
import { showPeople, showState, themeButton } from "./topbar.js";

const APP_POLL_MS = 5000;
const EVERYTHING = ["app", "people", "channels", "messages", "view"];

const element = (id) => document.getElementById(id);

class Workspace {
  #place = null;
  #live = false;
  #app = null;
  #answer = null;
  #reveal = null;
  #stopListening = () => {};
  #log = new MessageLog(this, element("log"));
  #composer = new Composer(this, element("composer"));
  #home = new Home(this, element("home"));
  #modal = new Modal(this);

  constructor() {
    this.api = null;
    this.refresh = refresher((parts) => this.#load(parts));
  }

  /** The id of the open channel, or null in the App Home. */
  get channel() {
    return this.#place === "home" ? null : this.#place;
  }

  /** Begin: find out who one is and where, then listen. */
  async start() {
    await this.#loadPeople();
    const wanted = wantedPerson();
    const person =
      directory.humans().find((one) => one.id === wanted || one.name === wanted) ?? directory.humans()[0];
    this.#reveal = wantedMessage();
    if (person) await this.become(person.id, wantedPlace());
    setInterval(() => document.visibilityState === "visible" && this.refresh("app"), APP_POLL_MS);
  }

  /** Be another person; what they see is loaded anew. */
  async become(id, place = this.#place) {
    this.#stopListening();
    this.#modal.show(null);
    this.api = asPerson(id);
    directory.me = id;
    directory.touch();
    this.#answer = null;
    this.#place = place;
    this.#stopListening = listen(
      this.api.liveUrl,
      (change) => this.#changed(change),
      (live) => this.#liveIs(live),
    );
    await this.refresh(...EVERYTHING);
    if (this.#place === "home") await this.open("home");
  }

  /** Open a channel by id, or "home". */
  async open(place, ts = null) {
    this.#place = place;
    this.#reveal = ts;
    remember(directory.person(this.api.id)?.name ?? this.api.id, place);
    closeSidebar();
    if (place === "home") {
      await this.api.home().catch((error) => this.#refused(error));
      await this.refresh("view", "channels");
    } else await this.refresh("messages", "channels");
  }

  /** Draw the open channel again from what is already known. */
  redraw() {
    if (this.#answer !== null && this.#answer.channel.id === this.#place) {
      this.#log.show(this.#answer.channel.id, this.#answer.messages, this.#answer.pins ?? []);
    }
  }

  #changed({ channel, what }) {
    const parts = ["channels"];
    if (["view", "home"].includes(what)) parts.push("view");
    else if (channel === null || channel === undefined || channel === this.#place) parts.push("messages");
    if (what === "people") parts.push("people", "app");
    this.refresh(...parts);
  }

  #liveIs(live) {
    const back = live && !this.#live;
    this.#live = live;
    showState(element("state"), { app: this.#app, live });
    if (back) this.refresh(...EVERYTHING);
  }

  #refused(error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code !== "sandbox_unreachable") toast(`The sandbox refused: ${error.code}`);
  }

  async #load(parts) {
    const steps = [
      ["people", () => this.#loadPeople()],
      ["app", () => this.#loadApp()],
      ["channels", () => this.#loadChannels()],
      ["messages", () => this.#loadMessages()],
      ["view", () => this.#loadView()],
    ];
    for (const [part, step] of steps) {
      if (parts.has(part)) await step().catch((error) => this.#refused(error));
    }
    document.body.dataset.ready = "true";
  }

  async #loadPeople() {
    const answer = await fetchPeople();
    directory.setPeople(answer.people, answer.usergroups ?? []);
    if (this.api) showPeople(element("as"), this.api.id);
  }

  async #loadApp() {
    this.#app = await fetchApp();
    directory.appName = this.#app.name;
    directory.commands = this.#app.commands;
    directory.shortcuts = this.#app.shortcuts;
    directory.touch();
    showState(element("state"), { app: this.#app, live: this.#live });
  }

  async #loadChannels() {
    const { id } = this.api;
    const answer = await this.api.channels();
    if (id !== this.api.id) return;
    directory.setChannels(answer.channels);
    this.#settlePlace();
    showSidebar(element("places"), this.#place, (place) => this.open(place));
  }

  /** Fall back to a channel that this person can see. */
  #settlePlace() {
    if (this.#place === "home") return;
    const seen = directory.channels();
    const named = seen.find(
      (one) => one.id === this.#place || (one.kind !== "im" && one.name === this.#place),
    );
    const fallback = seen.find((one) => one.name === "general") ?? seen[0];
    this.#place = (named ?? fallback)?.id ?? "home";
    remember(directory.person(this.api.id)?.name ?? this.api.id, this.#place);
  }

  async #loadMessages() {
    const { api, channel } = this;
    this.#showPane();
    if (channel === null) return;
    const answer = await api.messages(channel).catch((error) => {
      const gone = error instanceof ApiError && error.status === 404 && !directory.channel(channel);
      if (!gone) throw error;
      return null;
    });
    if (api !== this.api || channel !== this.channel) return;
    if (answer === null) {
      this.#place = null;
      this.#settlePlace();
      this.refresh("channels", "messages");
      return;
    }
    const listed = directory.channel(channel);
    answer.channel = {
      ...listed,
      ...answer.channel,
      ...(listed && { kind: listed.kind, is_member: listed.is_member }),
    };
    this.#answer = answer;
    showHeader(this, element("head"), answer, (ts) => this.#log.reveal(ts));
    this.redraw();
    this.#composer.show(answer.channel);
    if (this.#reveal !== null) this.#log.reveal(this.#reveal);
    this.#reveal = null;
    document.title = `${answer.channel.name ?? "Direct message"} · ${directory.appName} sandbox`;
    if (listed?.unread && document.visibilityState === "visible") {
      await api.read({ channel });
      this.refresh("channels");
    }
  }

  #showPane() {
    const home = this.#place === "home";
    element("home").hidden = !home;
    element("log").hidden = home;
    element("composer").hidden = home;
    if (!home) return;
    const head = element("head");
    delete head.dataset.drawn;
    delete head.dataset.channelId;
    fill(head, h("div", { class: "channel-line" }, h("h1", {}, `${directory.appName} Home`)));
    document.title = `Home · ${directory.appName} sandbox`;
  }

  async #loadView() {
    const { api } = this;
    const answer = await api.view();
    if (api !== this.api) return;
    this.#modal.show(answer.modal ?? null);
    this.#showPane();
    if (this.#place === "home") this.#home.show(answer.home ?? null);
  }
}

function closeSidebar() {
  document.body.classList.remove("sidebar-open");
  element("sidebar-button").setAttribute("aria-expanded", "false");
}

function toggleSidebar() {
  const open = document.body.classList.toggle("sidebar-open");
  element("sidebar-button").setAttribute("aria-expanded", String(open));
  if (open) element("places").querySelector("[aria-current], button")?.focus();
}

/** Follow links into the workspace (channel chips, permalinks) without leaving the page. */
function followInside(workspace, event) {
  if (event.ctrlKey || event.metaKey || event.button !== 0) return;
  const anchor = event.target.closest("a");
  if (!anchor) return;
  const permalink = /\/archives\/([A-Z0-9]+)(?:\/p(\d+)(\d{6}))?/.exec(anchor.href);
  const channel = anchor.dataset.goChannel ?? permalink?.[1];
  if (!channel || !directory.channel(channel)) return;
  event.preventDefault();
  workspace.open(channel, permalink?.[2] ? `${permalink[2]}.${permalink[3]}` : null);
}

const workspace = new Workspace();
themeButton(element("theme"));
element("as").addEventListener("change", (event) => workspace.become(event.target.value));
element("sidebar-button").addEventListener("click", toggleSidebar);
element("scrim").addEventListener("click", closeSidebar);
document.addEventListener("click", (event) => followInside(workspace, event));
document.addEventListener(
  "visibilitychange",
  () => document.visibilityState === "visible" && workspace.api && workspace.refresh("channels", "messages"),
);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !document.body.classList.contains("sidebar-open")) return;
  closeSidebar();
  element("sidebar-button").focus();
});
workspace.start();
