// The what-if form: the risk follows the fields, and the form becomes a question to the chat.
import { ask } from "./ask.js";

const PAUSE_MS = 250;
let timer = 0;
let latest = 0;

/**
 * Only what differs from the bank's own values (or, for somebody new, what was filled in).
 * @param {HTMLFormElement} form
 */
function changed(form) {
  const data = new FormData();
  for (const field of form.elements) {
    // sliders have no name: they move the number beside them
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement) || !field.name) continue;
    if (field.name === "customer" || (field.value !== "" && !same(field.value, field.dataset.stored ?? ""))) {
      data.set(field.name, field.value);
    }
  }
  return data;
}

/** @param {string} one @param {string} other */
function same(one, other) {
  return one === other || (other !== "" && one !== "" && Number(one) === Number(other));
}

/** @param {HTMLFormElement} form */
async function estimate(form) {
  const mine = ++latest;
  const answer = await fetch(form.dataset.moaEstimate ?? "", { method: "POST", body: changed(form) });
  const said = await answer.json().catch(() => ({}));
  if (mine !== latest) return;
  const put = (/** @type {string} */ mark, /** @type {string} */ text) => {
    const place = form.querySelector(mark);
    if (place) place.textContent = text;
  };
  if (said.now) put("[data-now]", said.now);
  put("[data-then]", said.then ?? "–");
  put("[data-problem]", said.problem ?? "");
  form.dataset.question = said.question ?? "";
  const button = form.querySelector("button[type=submit]");
  if (button instanceof HTMLButtonElement) button.disabled = !said.question;
}

/** A slider and its number say the same. @param {EventTarget | null} moved */
export function slide(moved) {
  if (!(moved instanceof HTMLInputElement)) return;
  const pair = moved.closest("label");
  const [number, slider] = ["[name]", "[data-moa-slides]"].map((mark) => pair?.querySelector(mark));
  if (!(number instanceof HTMLInputElement && slider instanceof HTMLInputElement)) return;
  if (moved === slider) number.value = slider.value;
  else slider.value = number.value;
}

/** @param {HTMLFormElement} form */
export function soonEstimate(form) {
  clearTimeout(timer);
  timer = setTimeout(() => estimate(form), PAUSE_MS);
}

/** @param {HTMLFormElement} form */
export function askEstimate(form) {
  if (!form.dataset.question) return;
  form.closest("dialog")?.close();
  ask(form.dataset.question);
}
