import { signal } from "@preact/signals";
import { memo } from "preact/compat";

import type { CallRecord } from "../types";
import { Json } from "./json";
import { List } from "./list";
import { chosenCalls, readable } from "./records";
import { Row } from "./row";
import { failNext } from "./trouble/order";
import { callSentence, callVerdict, counted, milliseconds } from "./words";
import { calls } from "./wire";

const method = signal("");
const refused = signal(false);

/** The last Web API calls of the app. */
export function Calls() {
  return (
    <List
      filter={method}
      only={refused}
      about="Filter by method"
      onlyWords="Refused only"
      records={chosenCalls(calls.value, method.value, refused.value)}
      all={calls.value.length}
      count={(count) => counted(count, "call")}
      empty="The app has not called the Web API yet."
      Record={Call}
    />
  );
}

const Call = memo(function Call({ record }: { record: CallRecord }) {
  const { seconds } = record;
  return (
    <Row at={record.at} title={record.method} verdict={callVerdict(record)} end={seconds === undefined ? "" : milliseconds(seconds)}>
      {() => (
        <>
          <p>{callSentence(record)}</p>
          {record.args && Object.keys(record.args).length > 0 ? (
            <Json value={readable(record.args)} about={`Arguments of ${record.method}`} />
          ) : (
            <p class="muted">It was called without arguments.</p>
          )}
          <button type="button" class="drawer-link" onClick={() => failNext(record.method)}>
            Make the next one fail
          </button>
        </>
      )}
    </Row>
  );
});
