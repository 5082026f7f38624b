// Says which steps of the trace stand open: only those are streamed, since every piece costs the page a redraw.

/** @param {Element} trigger */
function report(trigger) {
  const step = trigger.closest('div[id^="step-"]');
  if (!step) return;
  const opened = trigger.getAttribute("aria-expanded") === "true";
  fetch(`/moa/steps/${step.id.slice("step-".length)}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ opened }),
  });
}

export function watchTrace() {
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const trigger = target?.closest('[data-step-type="llm"] button[id^="step-"][aria-expanded]');
    if (trigger) setTimeout(() => report(trigger));
  });
}
