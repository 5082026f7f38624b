// Sends a message as if it had been typed, so that a button's or a form's question is a turn like any other.

import { keepAsker } from "./focus.js";

const PATIENCE_MS = 3000;

/** @param {string} text */
export function ask(text) {
  keepAsker();
  const input = document.querySelector("#chat-input");
  if (!(input instanceof HTMLTextAreaElement)) return;
  const setter = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value")?.set;
  setter?.call(input, text); // React only notices what the prototype's own setter did
  input.dispatchEvent(new Event("input", { bubbles: true }));
  press(performance.now() + PATIENCE_MS);
}

/** @param {number} until */
function press(until) {
  const button = document.querySelector("#chat-submit");
  if (button instanceof HTMLButtonElement && !button.disabled) button.click();
  else if (performance.now() < until) setTimeout(() => press(until), 50);
}
