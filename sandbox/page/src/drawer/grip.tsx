import { fitting, NARROWEST, setWidth, wantedWidth, widest } from "./width";

const STEP = 24;

/** The edge that is dragged, or moved with the arrow keys. */
export function Grip() {
  function drag(event: PointerEvent & { currentTarget: HTMLElement }): void {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) setWidth(innerWidth - event.clientX);
  }
  function press(event: KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowLeft: STEP, ArrowRight: -STEP };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setWidth(wantedWidth() + step);
  }
  return (
    <div
      class="drawer-grip"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label="Width of the drawer"
      aria-valuenow={fitting(wantedWidth(), innerWidth)}
      aria-valuemin={NARROWEST}
      aria-valuemax={widest(innerWidth)}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={drag}
      onKeyDown={press}
    />
  );
}
