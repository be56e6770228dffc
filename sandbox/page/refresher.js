/** Re-fetching what is shown: requests that arrive while one runs are joined into the next, so answers never overtake each other. */

/** `load(parts)` fetches and draws the named parts. Returns `refresh(...parts)`, which resolves when they have been drawn. */
export function refresher(load) {
  let wanted = new Set();
  let next = null;
  let running = Promise.resolve();

  return (...parts) => {
    for (const part of parts) wanted.add(part);
    if (next === null) {
      next = running.then(() => {
        const now = wanted;
        wanted = new Set();
        next = null;
        return load(now);
      });
      running = next.catch((error) => console.error(error));
    }
    return next;
  };
}
