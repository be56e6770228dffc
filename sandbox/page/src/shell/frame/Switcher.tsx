import { signal } from "@preact/signals";
import { useId, useState } from "preact/hooks";

import { appInfo, channels, me, open, openDirect, people } from "../../state/store";
import { Avatar } from "../Avatar";
import { Dialog } from "../Dialog";
import { Icon } from "../Icon";
import { find, placesOf, type Found } from "./find";
import { sidebarOpen } from "./Sidebar";

const shown = signal(false);

export function openSwitcher(): void {
  shown.value = true;
}

function goTo(found: Found): void {
  shown.value = false;
  sidebarOpen.value = false;
  const person = people.peek().has(found.id);
  const known = channels.peek().find((one) => one.kind === "im" && one.with_user === found.id);
  void (person && !known ? openDirect([found.id]) : open(known?.id ?? found.id));
}

function Choice() {
  const list = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const places = placesOf(channels.value, [...people.value.values()], me.value?.id ?? "", appInfo.value);
  const results = find(typed, places);
  const now = Math.min(at, results.length - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && results.length > 0) {
      setAt((now + step + results.length) % results.length);
      document.getElementById(`${list}-${(now + step + results.length) % results.length}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && results[now]) goTo(results[now]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        type="text"
        role="combobox"
        autofocus
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={results[now] ? `${list}-${now}` : undefined}
        aria-label="Channel or person"
        placeholder="Channel or person"
        autocomplete="off"
        dir="auto"
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={list} class="choice" role="listbox" aria-label="Found">
        {results.map((one, index) => (
          <div
            key={one.id}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === now}
            class="choice-row"
            data-go={one.id}
            onMouseMove={() => setAt(index)}
            onClick={() => goTo(one)}
          >
            <span class="place-sign">
              {one.kind === "channel" || one.kind === "private" ? (
                <Icon name={one.kind === "private" ? "lock" : "hash"} />
              ) : (
                <Avatar name={one.name} app={one.kind === "app"} />
              )}
            </span>
            <span class={one.unread > 0 ? "choice-name has-unread" : "choice-name"} dir="auto">
              {one.name}
            </span>
            <small class="muted">{one.hint}</small>
          </div>
        ))}
        {results.length === 0 && <p class="muted">Nothing is called that.</p>}
      </div>
    </>
  );
}

/** Going to a channel or person by typing a part of its name. */
export function Switcher() {
  if (!shown.value) return null;
  return (
    <Dialog title="Jump to" class="switcher" onClose={() => (shown.value = false)}>
      <Choice />
    </Dialog>
  );
}
