import { Connections } from "./connections";
import { FaultForm } from "./fault-form";
import { Installed } from "./installation";
import { Everybody } from "./people";
import { Places } from "./places";
import { RateLimits, Waiting } from "./waiting";

/** Trouble on demand. */
export function Trouble() {
  return (
    <>
      <FaultForm />
      <Waiting />
      <RateLimits />
      <Connections />
      <Installed />
      <Places />
      <Everybody />
    </>
  );
}
