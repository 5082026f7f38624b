// What is said when a request fails: Chainlit shows a server's English status in a toast, a failed log-in's besides the form's own words.

const SPANISH = document.documentElement.lang.toLowerCase().startsWith("es");
/** @type {Record<number, [string, string]>} Spanish, English; with them the server's reason says nothing more */
const REASONS = {
  401: ["La sesión ha terminado: entre de nuevo.", "Your session is over: please log in again."],
  403: ["Esto no le está permitido.", "You may not do this."],
  404: ["Esto no existe o ya no está.", "This does not exist, or no longer."],
  429: ["Demasiadas peticiones seguidas: inténtelo en unos segundos.", "Too many requests in a row: try again in a few seconds."],
};
const FAILED = SPANISH ? "No se ha podido hacer" : "This could not be done";
/** @type {Record<number, string>} keys of the log-in form's words; a status has no name of its own over HTTP/2 */
const REFUSALS = { 401: "Unauthorized", 403: "Forbidden", 429: "Too Many Requests" };
const VOUCHED = "oauthSignin"; // a proxy says who somebody is, and no account is called so
const OURS = "/moa/";

/** @param {Response} answer */
async function told(answer) {
  const reason = REASONS[answer.status]?.[SPANISH ? 0 : 1];
  const body = reason ? JSON.stringify({}) : await answer.text();
  return new Response(body, { status: answer.status, statusText: reason ?? FAILED, headers: answer.headers });
}

/** Failures are told in the page's language, a failed log-in by its form alone. */
export function tellFailures() {
  const original = window.fetch;
  window.fetch = async (input, init) => {
    const answer = await original(input, init);
    const { origin, pathname } = new URL(input instanceof Request ? input.url : String(input), location.href);
    if (answer.ok || answer.status < 400 || origin !== location.origin || pathname.includes(OURS)) return answer;
    if (pathname.endsWith("/login") && init?.method === "POST") throw new Error(REFUSALS[answer.status] ?? "default");
    if (pathname.endsWith("/auth/header") && answer.status < 500) throw new Error(VOUCHED);
    return told(answer);
  };
}
