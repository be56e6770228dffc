import { useEffect, useRef } from "preact/hooks";

import { backstage } from "../../api";
import { channels } from "../../state/store";
import { channelTitle, titleOf } from "../named";
import { Labelled, Section, Told, useDoing } from "../parts";
import { methodsSeen } from "../records";
import { calls, refreshFaults } from "../wire";
import { faultSentence } from "../words";
import { asked, KINDS, order, ordered, type Kind, type Order } from "./order";

const CODES = ["channel_not_found", "is_archived", "not_in_channel", "message_not_found", "msg_too_long", "internal_error", "fatal_error", "service_unavailable"];

const set = (change: Partial<Order>) => {
  order.value = { ...order.value, ...change };
};

/** Orders trouble for the calls to come. */
export function FaultForm() {
  const doing = useDoing();
  const kind = useRef<HTMLSelectElement>(null);
  const wanted = ordered(order.value);
  useEffect(() => {
    if (asked.value === 0) return;
    kind.current?.focus();
    kind.current?.scrollIntoView({ block: "nearest" });
    asked.value = 0;
  }, [asked.value]);

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (typeof wanted === "string") return doing.fail(wanted);
    void doing.run(async () => {
      await backstage.addFault({ ...wanted, channel: wanted.channel ?? undefined });
      await refreshFaults();
      return "Ordered.";
    });
  }

  return (
    <Section title="Make calls fail">
      <form class="drawer-form" noValidate onSubmit={submit}>
        <Labelled label="Method" hint="* stands for any method.">
          <input list="drawer-methods" autocomplete="off" spellcheck={false} value={order.value.method} onInput={(event) => set({ method: event.currentTarget.value })} />
        </Labelled>
        <datalist id="drawer-methods">
          {["*", ...methodsSeen(calls.value)].map((method) => (
            <option key={method} value={method} />
          ))}
        </datalist>
        <Labelled label="What happens">
          <select ref={kind} value={order.value.kind} onChange={(event) => set({ kind: event.currentTarget.value as Kind })}>
            {KINDS.map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </Labelled>
        <Detail />
        <Labelled label="Where">
          <select value={order.value.channel} onChange={(event) => set({ channel: event.currentTarget.value })}>
            <option value="">In any channel, or none</option>
            {channels.value.map((channel) => (
              <option key={channel.id} value={channel.id}>
                Only in {channelTitle(channel)}
              </option>
            ))}
          </select>
        </Labelled>
        <Labelled label="How many times">
          <input inputMode="numeric" size={6} value={order.value.times} onInput={(event) => set({ times: event.currentTarget.value })} />
        </Labelled>
        <p class="drawer-preview" role="status">
          {typeof wanted === "string" ? wanted : faultSentence(wanted, titleOf)}
        </p>
        <div class="drawer-row">
          <button type="submit" class="primary" aria-disabled={doing.busy}>
            Order it
          </button>
          <Told doing={doing} />
        </div>
      </form>
    </Section>
  );
}

/** What the chosen kind has to know. */
function Detail() {
  const { kind, retryAfter, seconds, error } = order.value;
  if (kind === "429")
    return (
      <Labelled label="Retry-After, in seconds">
        <input inputMode="numeric" size={6} value={retryAfter} onInput={(event) => set({ retryAfter: event.currentTarget.value })} />
      </Labelled>
    );
  if (kind === "latency")
    return (
      <Labelled label="How late, in seconds">
        <input inputMode="decimal" size={6} value={seconds} onInput={(event) => set({ seconds: event.currentTarget.value })} />
      </Labelled>
    );
  if (kind !== "error") return null;
  return (
    <>
      <Labelled label="Error code">
        <input list="drawer-codes" autocomplete="off" spellcheck={false} value={error} onInput={(event) => set({ error: event.currentTarget.value })} />
      </Labelled>
      <datalist id="drawer-codes">
        {CODES.map((code) => (
          <option key={code} value={code} />
        ))}
      </datalist>
    </>
  );
}
