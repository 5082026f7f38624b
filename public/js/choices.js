// A list of namesakes: the first few are shown, typing narrows them down, arrows go through them, Enter chooses
// the first, or asks what fits nobody.

import { ask } from "./ask.js";

const SHOWN = 10;

/** @param {string} text */
function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** @param {HTMLElement} holder */
export function narrow(holder) {
  const field = holder.querySelector("[data-moa-narrow]");
  const items = [...holder.querySelectorAll("li")];
  const texts = items.map((item) => fold(item.textContent ?? ""));
  const more = holder.querySelector("[data-more]");
  if (!(field instanceof HTMLInputElement && more instanceof HTMLElement)) return;
  const { more: others = "", none = "", unlisted } = more.dataset;

  function draw() {
    const words = fold(/** @type {HTMLInputElement} */ (field).value).split(/\s+/).filter(Boolean);
    let fitting = 0;
    items.forEach((item, at) => {
      const fits = words.every((word) => texts[at].includes(word));
      fitting += Number(fits);
      item.hidden = !fits || fitting > SHOWN;
    });
    const left = Math.max(0, fitting - SHOWN) + (words.length ? 0 : Number(unlisted));
    /** @type {HTMLElement} */ (more).textContent = left ? others.replace("{count}", String(left)) : fitting ? "" : none;
  }

  const shown = () => items.filter((item) => !item.hidden).map((item) => /** @type {HTMLElement} */ (item.querySelector("button")));
  field.addEventListener("input", draw);
  holder.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" && event.target === field) {
      const [first] = shown();
      if (first) first.click();
      else ask(field.value); // another name, or a whole question
    }
    if (!step) return;
    event.preventDefault();
    const at = shown().indexOf(/** @type {HTMLElement} */ (document.activeElement)) + step;
    (at < 0 ? field : shown()[Math.min(at, shown().length - 1)])?.focus();
  });
  draw();
}
