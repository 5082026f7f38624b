// Chainlit connects anew whenever session, conversation or profile change, each time after a request for the session's
// cookie: several are under way while a conversation is opened, and the one whose request ends last stays connected.

const COOKIE = "/set-session-cookie";

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
