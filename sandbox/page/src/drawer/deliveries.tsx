import { signal } from "@preact/signals";
import { memo } from "preact/compat";

import { backstage, complaint } from "../api";
import type { DeliveryRecord } from "../types";
import { Json } from "./json";
import { List } from "./list";
import { Act, Told, useDoing } from "./parts";
import { chosenDeliveries } from "./records";
import { Row } from "./row";
import { deliveries } from "./wire";
import { attempts, counted, deliveryKind, deliverySentence, deliveryVerdict, milliseconds } from "./words";

const text = signal("");
const owed = signal(false);

/** What was sent to the app. */
export function Deliveries() {
  return (
    <List
      filter={text}
      only={owed}
      about="Filter by kind or type"
      onlyWords="Not acknowledged only"
      records={chosenDeliveries(deliveries.value, text.value, owed.value)}
      all={deliveries.value.length}
      count={(count) => counted(count, "delivery", "deliveries")}
      empty="Nothing has been sent to the app yet."
      Record={Delivery}
    />
  );
}

const Delivery = memo(function Delivery({ record }: { record: DeliveryRecord }) {
  return (
    <Row at={record.at} title={record.type} note={`${deliveryKind(record)}, ${attempts(record.attempts)}`} verdict={deliveryVerdict(record)}>
      {() => (
        <>
          <p>{deliverySentence(record)}</p>
          <Again n={record.n} />
          <Json value={record.payload} about={`Payload of ${record.type}`} />
        </>
      )}
    </Row>
  );
});

function Again({ n }: { n: number }) {
  const doing = useDoing();
  async function again(): Promise<string> {
    const outcome = await backstage.replay(n);
    return complaint(outcome.status, "Sending it again") ?? `Sent again: acknowledged after ${milliseconds(outcome.seconds)}.`;
  }
  return (
    <div class="drawer-row">
      <Act doing={doing} act={again}>
        Send again
      </Act>
      <small class="muted">The app gets the same payload once more, marked as a retry.</small>
      <Told doing={doing} />
    </div>
  );
}
