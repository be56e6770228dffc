import { backstage } from "../../api";
import { titleOf } from "../named";
import { Act, Section, Told, useDoing } from "../parts";
import { faults, limits, refreshFaults } from "../wire";
import { faultSentence } from "../words";

/** What was ordered and has not happened yet. */
export function Waiting() {
  const doing = useDoing();
  async function clear(): Promise<string> {
    await backstage.clearFaults();
    await refreshFaults();
    return "Forgotten.";
  }
  return (
    <Section title="Still to come">
      {faults.value.length === 0 ? (
        <p class="muted">Nothing is ordered: calls are answered as usual.</p>
      ) : (
        <>
          <ul class="drawer-list">
            {faults.value.map((fault) => (
              <li key={fault.id}>{faultSentence(fault, titleOf)}</li>
            ))}
          </ul>
          <Act doing={doing} act={clear}>
            Forget them all
          </Act>
        </>
      )}
      <Told doing={doing} />
    </Section>
  );
}

/** Slack's rate limits, on or off. */
export function RateLimits() {
  const doing = useDoing();
  async function change(enabled: boolean): Promise<string> {
    limits.value = (await backstage.setLimits(enabled)).enabled;
    return limits.value ? "Rate limits are on." : "Rate limits are off: calls are not counted.";
  }
  return (
    <Section title="Rate limits">
      <label class="drawer-check">
        <input
          type="checkbox"
          checked={limits.value ?? false}
          disabled={limits.value === null}
          onChange={(event) => {
            const wanted = event.currentTarget.checked;
            event.currentTarget.checked = limits.value ?? false;
            void doing.run(() => change(wanted));
          }}
        />
        Apply Slack’s rate limits
      </label>
      <p class="muted small">
        Calls of a method are counted per minute by its tier, and messages per channel (five in five seconds). One too many is refused
        with 429 and Retry-After.
      </p>
      <Told doing={doing} />
    </Section>
  );
}
