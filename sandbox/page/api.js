/** The sandbox's control API as functions; see `sandbox/server.py` for the other side. */

/** A refused request: `code` is the server's `error`, `body` its whole answer. */
export class ApiError extends Error {
  constructor(status, body) {
    super(body?.error ?? `http_${status}`);
    this.code = this.message;
    this.status = status;
    this.body = body ?? {};
  }
}

async function request(path, body) {
  const options =
    body === undefined
      ? {}
      : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  let response;
  try {
    response = await fetch(path, { cache: "no-store", ...options });
  } catch {
    throw new ApiError(0, { error: "sandbox_unreachable" });
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok || answer === null) throw new ApiError(response.status, answer);
  return answer;
}

export const people = () => request("/sandbox/people");
export const app = () => request("/sandbox/app");

/** Everything one person can see and do. */
export function asPerson(id) {
  const base = `/sandbox/as/${encodeURIComponent(id)}`;
  const post =
    (verb) =>
    (body = {}) =>
      request(`${base}/${verb}`, body);
  return {
    id,
    channels: () => request(`${base}/channels`),
    messages: (channel) => request(`${base}/channels/${encodeURIComponent(channel)}/messages`),
    view: () => request(`${base}/view`),
    message: post("message"),
    edit: post("edit"),
    delete: post("delete"),
    command: post("command"),
    click: post("click"),
    submit: post("submit"),
    close: post("close"),
    shortcut: post("shortcut"),
    messageShortcut: post("message-shortcut"),
    react: post("react"),
    pin: post("pin"),
    invite: post("invite"),
    archive: post("archive"),
    join: post("join"),
    leave: post("leave"),
    home: post("home"),
    read: post("read"),
    liveUrl: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${base}/live`,
  };
}

/** A sentence for a delivery that the app did not answer, or null when it did. */
export function complaint(status, what) {
  if (status === "operation_timeout")
    return `${what} failed with the error “operation_timeout”: the app did not answer within 3 seconds.`;
  if (status === "no_app")
    return `${what} failed with the error “no_app”: no app is connected to this sandbox.`;
  if (status === "failed") return `${what} failed: the app answered with an error.`;
  return null;
}
