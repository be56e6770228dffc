/** What the page remembers in this browser and in its address: who one is, where one is, and the theme. */

const stored = (name) => localStorage.getItem(`sandbox.${name}`);
const store = (name, value) => localStorage.setItem(`sandbox.${name}`, value);

const parameter = (name) => new URLSearchParams(location.search).get(name);

/** The person asked for by ?as= or remembered: a name or an id, or null. */
export const wantedPerson = () => parameter("as") ?? stored("as");

const permalink = () => /^\/archives\/([A-Z0-9]+)(?:\/p(\d+)(\d{6}))?/.exec(location.pathname);

/** The place asked for by a permalink or ?channel=, or remembered: a channel id or name, "home", or null. */
export const wantedPlace = () => permalink()?.[1] ?? parameter("channel") ?? stored("channel");

/** The timestamp of the message that the page was opened at by its permalink, or null. */
export function wantedMessage() {
  const found = permalink();
  return found?.[2] ? `${found[2]}.${found[3]}` : null;
}

/** Remember person and place, and write them into the address. */
export function remember(person, place) {
  store("as", person);
  if (place) store("channel", place);
  const query = new URLSearchParams(place ? { as: person, channel: place } : { as: person });
  history.replaceState(null, "", `/?${query}`);
}

const THEMES = ["auto", "light", "dark"];

/** The chosen theme; "auto" follows the system. */
export const theme = () => (THEMES.includes(stored("theme")) ? stored("theme") : "auto");

/** Apply a theme and remember it. */
export function setTheme(name) {
  store("theme", name);
  document.documentElement.dataset.theme = name;
}

export const nextTheme = (name) => THEMES[(THEMES.indexOf(name) + 1) % THEMES.length];
