/** The /live WebSocket: tells what changed, and comes back by itself after a break. */

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5000;

/** Listen until the returned function is called. `onChange(change)` gets each push; `onState(true|false)` each connect and break. */
export function listen(url, onChange, onState) {
  let socket = null;
  let wait = FIRST_WAIT_MS;
  let timer = null;
  let stopped = false;

  function connect() {
    socket = new WebSocket(url);
    socket.addEventListener("open", () => {
      wait = FIRST_WAIT_MS;
      onState(true);
    });
    socket.addEventListener("message", (event) => {
      const change = JSON.parse(event.data);
      if (change.type === "changed") onChange(change);
    });
    socket.addEventListener("close", () => {
      if (stopped) return;
      onState(false);
      timer = setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    });
  }

  connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    socket.close();
  };
}
