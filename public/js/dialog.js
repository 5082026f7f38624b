// Dialogs from the server: a fragment is fetched, its form is sent, and what comes back takes its place.
import { soonEstimate } from "./estimate.js";
import { focus } from "./focus.js";

const UNREACHED = document.documentElement.lang.startsWith("es")
  ? "No se ha podido hablar con el servidor. Inténtelo de nuevo."
  : "The server could not be reached. Please try again.";

/** @type {HTMLDialogElement | null} */
let dialog = null;

/** @param {string} html */
function show(html) {
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.className = "moa-dialog";
    document.body.append(dialog);
    dialog.addEventListener("close", () => dialog?.replaceChildren()); // an old form must not be taken for the next one
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || (event.target instanceof Element && event.target.closest("[data-moa-close]"))) close();
    });
  }
  dialog.innerHTML = html;
  const heading = dialog.querySelector("h3, p");
  dialog.setAttribute("aria-label", heading?.textContent?.trim().slice(0, 120) ?? "");
  if (dialog.open) focus(dialog.querySelector("[autofocus]") ?? dialog.querySelector("input:not([type=hidden]), select, textarea, button"));
  else dialog.showModal(); // which does the same
  const form = dialog.querySelector("form[data-moa-estimate]");
  if (form instanceof HTMLFormElement) soonEstimate(form); // it may have been filled from what was typed
}

export function close() {
  dialog?.close();
}

/** @param {string} address */
export async function openDialog(address) {
  const answer = await fetch(address).catch(() => null);
  if (answer?.ok) show(await answer.text());
  else await tell(answer);
}

/** Says why something did not come. @param {Response | null} answer */
async function tell(answer) {
  const said = answer ? await answer.json().catch(() => ({})) : {};
  const words = document.createElement("p");
  words.setAttribute("role", "alert");
  words.textContent = typeof said.detail === "string" ? said.detail : UNREACHED;
  show(words.outerHTML);
}

/**
 * Sends a change; the server says by a header that something is different now.
 * @param {string} address
 * @param {FormData} [form]
 */
export async function change(address, form) {
  const answer = await fetch(address, { method: "POST", body: form }).catch(() => null);
  if (answer?.headers.get("X-Moa-Changed")) {
    close();
    document.dispatchEvent(new CustomEvent("moa-changed"));
  } else if (answer?.headers.get("Content-Type")?.startsWith("text/html")) {
    show(await answer.text());
  } else if (!answer?.ok) {
    await tell(answer);
  }
}
