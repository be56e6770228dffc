import { useState } from "preact/hooks";

import { backstage } from "../../api";
import { people, refresh } from "../../state/store";
import type { Person } from "../../types";
import { Act, Labelled, Section, Told, useDoing } from "../parts";

const nameOf = (person: Person) => `${person.real_name || person.name} (@${person.name})`;

/** Who comes and goes. */
export function Everybody() {
  return (
    <Section title="People">
      <Existing />
      <Newcomer />
    </Section>
  );
}

function Existing() {
  const doing = useDoing();
  const [id, setId] = useState("");
  const listed = [...people.value.values()].filter((person) => !person.is_bot);
  const chosen = listed.find((person) => person.id === id) ?? listed[0];
  async function change(): Promise<string> {
    if (!chosen) return "";
    await backstage.person(chosen.id, { deleted: !chosen.deleted });
    await refresh("people");
    return chosen.deleted ? `${nameOf(chosen)} is back.` : `${nameOf(chosen)} is deactivated and can no longer act.`;
  }
  if (!chosen) return null;
  return (
    <>
      <div class="drawer-row drawer-ends">
        <Labelled label="Person">
          <select value={chosen.id} onChange={(event) => setId(event.currentTarget.value)}>
            {listed.map((person) => (
              <option key={person.id} value={person.id}>
                {nameOf(person)}
                {person.deleted ? ", deactivated" : ""}
              </option>
            ))}
          </select>
        </Labelled>
        <Act doing={doing} act={change}>
          {chosen.deleted ? "Reactivate" : "Deactivate"}
        </Act>
      </div>
      <Told doing={doing} />
    </>
  );
}

function Newcomer() {
  const doing = useDoing();
  const [name, setName] = useState("");
  const [realName, setRealName] = useState("");
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (!name.trim() || !realName.trim()) return doing.fail("A new person has a short name and a full name.");
    void doing.run(async () => {
      const { person } = await backstage.addPerson({ name: name.trim(), real_name: realName.trim() });
      await refresh("people");
      setName("");
      setRealName("");
      return `${nameOf(person)} has joined the workspace.`;
    });
  }
  return (
    <form noValidate onSubmit={submit}>
      <div class="drawer-row drawer-ends">
        <Labelled label="Short name">
          <input autocomplete="off" size={10} value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </Labelled>
        <Labelled label="Full name">
          <input autocomplete="off" size={16} value={realName} onInput={(event) => setRealName(event.currentTarget.value)} />
        </Labelled>
        <button type="submit">Add a person</button>
      </div>
      <Told doing={doing} />
    </form>
  );
}
