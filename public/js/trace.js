// Says which steps of the trace stand open: only those are streamed, since every piece costs the page a redraw.
// What stands below a trace's heading comes when it is opened.
import { handOn } from "./frames.js";

const HEADING = "run";
/** @type {Set<string>} headings whose steps this page has asked for */
const given = new Set();

/** @param {Element} trigger */
async function report(trigger) {
  const step = trigger.closest('div[id^="step-"]');
  if (!step) return;
  const id = step.id.slice("step-".length);
  const opened = trigger.getAttribute("aria-expanded") === "true";
  const heading = step.closest("[data-step-type]")?.getAttribute("data-step-type") === HEADING;
  const whole = heading && opened && !given.has(id);
  if (whole) given.add(id);
  const answer = await fetch(`/moa/steps/${id}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ opened, whole }),
  }).catch(() => null);
  if (answer?.ok) handOn("new_message", (await answer.json()).steps);
  else if (whole) given.delete(id);
}

export function watchTrace() {
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const trigger = target?.closest('[data-step-type]:not([data-step-type$="_message"]) button[id^="step-"][aria-expanded]');
    if (trigger) setTimeout(() => report(trigger));
  });
}
