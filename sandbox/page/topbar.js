/** The bar on top: who one is, whether the app is connected, the theme. */

import { directory } from "./directory.js";
import { fill, h } from "./dom.js";
import { nextTheme, setTheme, theme } from "./preferences.js";

const SIGNS = { auto: "◐", light: "☀", dark: "☾" };

/** Fill the select of people; draws only when the people changed. */
export function showPeople(select, current) {
  const people = directory.people().filter((one) => !one.is_bot && (!one.deleted || one.id === current));
  const drawn = JSON.stringify([people.map((one) => [one.id, one.real_name, one.deleted]), current]);
  if (select.dataset.drawn === drawn) return;
  select.dataset.drawn = drawn;
  const label = (one) =>
    `${one.real_name || one.name}${one.deleted ? " (deactivated)" : one.is_restricted ? " (guest)" : ""}`;
  fill(
    select,
    people.map((one) => h("option", { value: one.id, "data-name": one.name }, label(one))),
  );
  select.value = current;
}

/** Say whether the app is there and whether the page hears the sandbox. */
export function showState(root, { app, live }) {
  const mode = app?.mode === "http" ? "HTTP" : "Socket Mode";
  const text = !live
    ? "Reconnecting to the sandbox…"
    : app?.connected
      ? `${directory.appName} connected`
      : `${directory.appName} not connected`;
  root.dataset.state = live && app?.connected ? "good" : "bad";
  root.title = `${text} (${mode})`;
  if (root.textContent !== text) fill(root, text);
}

/** Make a button go through the themes: as the system, light, dark. */
export function themeButton(button) {
  const draw = () => {
    fill(button, SIGNS[theme()]);
    button.setAttribute("aria-label", `Theme: ${theme()}`);
    button.title = `Theme: ${theme()}`;
  };
  button.addEventListener("click", () => {
    setTheme(nextTheme(theme()));
    draw();
  });
  setTheme(theme());
  draw();
}
