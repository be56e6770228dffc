import { useState } from "preact/hooks";

import { backstage } from "../../api";
import type { Installation } from "../../types";
import { Act, Labelled, Section, Told, useDoing } from "../parts";
import { installation } from "../wire";
import { TOKENS } from "../words";

type TokenState = Installation["token"];
const STATES = Object.keys(TOKENS) as TokenState[];
const sentence = (state: TokenState) => `The app’s token is ${TOKENS[state].name}: ${TOKENS[state].meaning}.`;

/** How the app is installed: its token and its scopes. */
export function Installed() {
  const info = installation.value;
  return (
    <Section title="Installation">
      {info ? (
        <>
          <Token now={info.token} />
          <Scopes info={info} />
        </>
      ) : (
        <p class="muted">The installation has not been read yet.</p>
      )}
    </Section>
  );
}

function Token({ now }: { now: TokenState }) {
  const doing = useDoing();
  const [wanted, setWanted] = useState<TokenState | null>(null);
  const chosen = wanted ?? now;
  async function apply(): Promise<string> {
    installation.value = await backstage.install({ token: chosen });
    setWanted(null);
    return "The token is changed.";
  }
  return (
    <div class="drawer-form">
      <p>{sentence(now)}</p>
      <Labelled label="Make the token">
        <select value={chosen} onChange={(event) => setWanted(event.currentTarget.value as TokenState)}>
          {STATES.map((state) => (
            <option key={state} value={state}>
              {TOKENS[state].name}
            </option>
          ))}
        </select>
      </Labelled>
      {chosen !== now && (
        <div class="drawer-ask">
          <p>{`Then ${TOKENS[chosen].meaning}.`}</p>
          <div class="drawer-row">
            <Act doing={doing} act={apply}>
              Change the token
            </Act>
            <button type="button" onClick={() => setWanted(null)}>
              Leave it
            </button>
          </div>
        </div>
      )}
      <Told doing={doing} />
    </div>
  );
}

function Scopes({ info }: { info: Installation }) {
  const doing = useDoing();
  const scopes = [...new Set([...info.asked, ...info.granted])].sort();
  async function change(scope: string, grant: boolean): Promise<string> {
    installation.value = await backstage.install(grant ? { grant: [scope] } : { withdraw: [scope] });
    return grant ? `${scope} is granted.` : `${scope} is withdrawn: calls that need it are refused with missing_scope.`;
  }
  return (
    <fieldset class="drawer-scopes">
      <legend>Scopes: checked is granted</legend>
      <ul class="bare">
        {scopes.map((scope) => {
          const granted = info.granted.includes(scope);
          return (
            <li key={scope}>
              <label class="drawer-check">
                <input
                  type="checkbox"
                  checked={granted}
                  onChange={(event) => {
                    event.currentTarget.checked = granted;
                    void doing.run(() => change(scope, !granted));
                  }}
                />
                <span>
                  {scope} {!granted && <small class="muted">withdrawn</small>}
                  {!info.asked.includes(scope) && <small class="muted">not asked for in the manifest</small>}
                </span>
              </label>
            </li>
          );
        })}
      </ul>
      <Told doing={doing} />
    </fieldset>
  );
}
