/** The socket that tells what changed; it comes back by itself after a break. */

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;

export interface Poke {
  channel: string | null;
  what: string;
}

/** Milliseconds before the next attempt, after so many that failed. */
export const waitBefore = (failures: number): number => Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS);

/** Listen until the returned function is called: `onPoke` gets each change, `onState` each connect and break. */
export function listen(url: string, onPoke: (poke: Poke) => void, onState: (live: boolean) => void): () => void {
  let failures = 0;
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let socket: WebSocket;

  const connect = () => {
    socket = new WebSocket(url);
    socket.addEventListener("open", () => {
      failures = 0;
      if (!stopped) onState(true);
    });
    socket.addEventListener("message", (event) => {
      const note = JSON.parse(String(event.data));
      if (!stopped && note.type === "changed") onPoke({ channel: note.channel ?? null, what: note.what });
    });
    socket.addEventListener("close", () => {
      if (stopped) return;
      onState(false);
      timer = setTimeout(connect, waitBefore(failures));
      failures += 1;
    });
  };

  connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    socket.close();
  };
}
