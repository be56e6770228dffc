/** What opens below the head of a channel: its members, whom to add, and its pins. */

import { useEffect, useState } from "preact/hooks";

import { ApiError } from "../../api";
import { around, goTo, loaded } from "../../state/conversation";
import { personName } from "../../state/directory";
import { me, openDirect, people, refresh } from "../../state/store";
import { clock, dayName, fromTs } from "../../state/times";
import { tried } from "../../state/toasts";
import { toTyped } from "../../state/typed";
import type { Channel, Message } from "../../types";
import { Avatar } from "../Avatar";
import { openMenu } from "../Menu";
import { authorOf } from "../message/author";
import { names } from "../message/Edit";
import { openBeside } from "../Popover";

const EXCERPT = 160;

function Members({ ids, close }: { ids: readonly string[]; close: () => void }) {
  return (
    <>
      <h3>Members</h3>
      <ul class="bare">
        {ids.map((id) => {
          const person = people.value.get(id);
          return (
            <li key={id} data-user-id={id}>
              <button
                type="button"
                class="plain person-row"
                disabled={id === me.value?.id}
                onClick={() => {
                  close();
                  void openDirect([id]);
                }}
              >
                <Avatar name={personName(id)} app={person?.is_bot} />
                <bdi>{personName(id)}</bdi>
                {person?.is_bot && <span class="badge">APP</span>}
                <small class="muted">{id === me.value?.id ? "you" : person?.title}</small>
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}

export function openMembers(here: Channel, anchor: HTMLElement): void {
  openBeside({
    anchor,
    label: `Members of ${here.name}`,
    role: "dialog",
    content: (close) => <Members ids={around.value.members} close={close} />,
  });
}

/** Choose somebody to add to a channel. */
export function openInvitations(here: Channel, anchor: HTMLElement): void {
  const absent = [...people.peek().values()].filter((one) => !one.deleted && !around.peek().members.includes(one.id));
  const add = async (user: string) => {
    await tried(me.peek()!.invite({ channel: here.id, user }), "Add people");
    await refresh("messages", "channels");
  };
  const items = absent.map((one) => ({
    label: personName(one.id),
    hint: one.is_bot ? "app" : one.title,
    attributes: { "data-user-id": one.id },
    run: () => void add(one.id),
  }));
  openMenu(anchor, "Add people", items.length > 0 ? items : [{ label: "Everyone is here already", run: () => {} }]);
}

/** A line of what a message says. */
export function excerpt(message: Message): string {
  const block = message.blocks?.map((one) => one.text?.text ?? "").find(Boolean);
  const text = toTyped(message.text || block || message.files?.[0]?.title || "(no text)", names()).replace(/\s+/g, " ");
  const signs = [...text];
  return signs.length > EXCERPT ? `${signs.slice(0, EXCERPT).join("")}…` : text;
}

/** The pinned messages; those that are not in the log are asked for one by one. */
function usePinned(channel: string, pins: readonly string[]): Map<string, Message> {
  const [fetched, setFetched] = useState<Map<string, Message>>(new Map());
  const known = new Map(loaded.value?.messages.filter((one) => pins.includes(one.ts)).map((one) => [one.ts, one]));
  useEffect(() => {
    const api = me.peek()!;
    const missing = pins.filter((ts) => !known.has(ts));
    const ask = async (ts: string) => {
      try {
        const answer = await api.messages(channel, { around: ts, limit: 1 });
        const found = answer.messages.find((one) => one.ts === ts);
        if (found) setFetched((before) => new Map(before).set(ts, found));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
      }
    };
    void Promise.all(missing.map(ask));
  }, [pins.join()]);
  return new Map([...fetched, ...known]);
}

function Pins({ channel, close }: { channel: string; close: () => void }) {
  const { pins } = around.value;
  const messages = usePinned(channel, pins);
  return (
    <>
      <h3>Pinned</h3>
      {pins.length === 0 && <p class="muted">Nothing is pinned here.</p>}
      <ul class="bare">
        {pins.map((ts) => {
          const message = messages.get(ts);
          const at = fromTs(ts);
          return (
            <li key={ts}>
              <button
                type="button"
                class="plain pin-row"
                data-ts={ts}
                onClick={() => {
                  close();
                  void tried(goTo(ts, message?.thread_ts ?? null), "Pinned message");
                }}
              >
                <span class="small stacked">
                  <strong dir="auto">{message ? authorOf(message).name : ""}</strong>{" "}
                  <span class="muted">
                    {dayName(at)}, {clock(at)}
                  </span>
                </span>
                <span dir="auto">{message ? excerpt(message) : "A message of this channel"}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}

export function openPins(here: Channel, anchor: HTMLElement): void {
  openBeside({ anchor, label: "Pinned messages", role: "dialog", content: (close) => <Pins channel={here.id} close={close} /> });
}
