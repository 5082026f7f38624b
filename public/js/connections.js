// Chainlit connects anew whenever session, conversation or profile change, each time after a request for the session's
// cookie: several are under way while a conversation is opened, and the one whose request ends last stays connected.

const COOKIE = "/set-session-cookie";
const LOG_IN = "/login";
const LOGGING_OUT_MS = 1000; // leads to the log-in page by itself

/** These requests end in the order in which they were made, so that the connection asked for last is the one that stays. */
export function connectInOrder() {
  const original = window.fetch;
  /** @type {Promise<unknown>} */
  let before = Promise.resolve();
  window.fetch = (input, init) => {
    const answer = original(input, init);
    if (!String(input instanceof Request ? input.url : input).endsWith(COOKIE)) return answer;
    const inTurn = before.then(() => answer);
    before = inTurn.catch(() => undefined);
    return inTurn;
  };
}

/** The server has closed the connection: whose log-in has ended is told so on the log-in page, instead of writing to nobody. */
export async function leaveIfEnded() {
  await new Promise((resolve) => setTimeout(resolve, LOGGING_OUT_MS));
  if (location.pathname === LOG_IN) return;
  const answer = await fetch("/user");
  if (answer.status === 401) location.assign(`${LOG_IN}?error=sessionRequired`);
}
