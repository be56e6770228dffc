import { useEffect, useState } from "preact/hooks";

import { backstage } from "../api";
import { Act, Labelled, Section, Told, useDoing } from "./parts";
import { clock, setClock } from "./wire";
import { moment, span, timeOfDay } from "./words";

const MINUTE = 60;
const MOVES: [string, number][] = [
  ["+1 min", MINUTE],
  ["+5 min", 5 * MINUTE],
  ["+15 min", 15 * MINUTE],
  ["+1 h", 60 * MINUTE],
  ["+1 day", 24 * 60 * MINUTE],
];

/** The workspace's time, and moving it. */
export function ClockTab() {
  const doing = useDoing();
  const [minutes, setMinutes] = useState("");
  const [wrong, setWrong] = useState(false);
  async function forward(seconds: number): Promise<string> {
    setClock(await backstage.advance(seconds));
    return `Moved forward by ${span(seconds)}.`;
  }
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const wanted = Number(minutes);
    const bad = !(wanted > 0 && Number.isFinite(wanted));
    setWrong(bad);
    if (bad) doing.fail("Minutes are a number above 0.");
    else void doing.run(() => forward(wanted * MINUTE));
  }
  return (
    <>
      <Section title="The workspace’s clock">
        <Ticking />
        <p class="muted">
          {clock.value?.offset ? `${span(clock.value.offset)} of this were added by hand.` : "Nothing was added by hand."}
        </p>
      </Section>
      <Section title="Move it forward">
        <p>
          Reminders, retries and limits of the workspace go by this clock, and what falls due goes out at once. In the demo the bot goes
          by it, too; any other app has a clock of its own. The clock cannot go back.
        </p>
        <div class="drawer-row" role="group" aria-label="Move the clock forward by">
          {MOVES.map(([words, seconds]) => (
            <Act key={words} doing={doing} act={() => forward(seconds)}>
              {words}
            </Act>
          ))}
        </div>
        <form class="drawer-row drawer-ends" noValidate onSubmit={submit}>
          <Labelled label="Minutes">
            <input
              inputMode="decimal"
              size={8}
              value={minutes}
              aria-invalid={wrong}
              onInput={(event) => setMinutes(event.currentTarget.value)}
            />
          </Labelled>
          <button type="submit">Move forward</button>
        </form>
        <Told doing={doing} />
      </Section>
    </>
  );
}

function Ticking() {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  const info = clock.value;
  if (!info) return <p class="muted">The clock has not been read yet.</p>;
  const now = info.now + (performance.now() - info.read) / 1000;
  return (
    <p role="timer" aria-live="off" class="drawer-clock" title={moment(now)}>
      <strong>{timeOfDay(now)}</strong> <span>{moment(now).replace(/, [^,]*$/, "")}, UTC</span>
    </p>
  );
}
