/** Joining requests that arrive while one is under way. */

/** A function that runs `work` at once, or once more after the run under way; it resolves when a run begun after the call has ended. */
export function coalesced(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  const run = (): Promise<void> => {
    const now = work();
    running = now;
    const done = () => {
      if (running === now) running = null;
    };
    now.then(done, done);
    return now;
  };

  return () => {
    if (next !== null) return next;
    if (running === null) return run();
    next = running
      .catch(() => undefined)
      .then(() => {
        next = null;
        return run();
      });
    return next;
  };
}
