// A list of namesakes: the first few are shown, typing narrows them down, arrows go through them, Enter chooses.

const SHOWN = 10;

/** @param {string} text */
function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** @param {HTMLElement} holder */
export function narrow(holder) {
  const field = holder.querySelector("[data-moa-narrow]");
  const items = [...holder.querySelectorAll("li")];
  const more = holder.querySelector("[data-more]");
  if (!(field instanceof HTMLInputElement)) return;

  function draw() {
    const words = fold(/** @type {HTMLInputElement} */ (field).value).split(/\s+/).filter(Boolean);
    const fitting = items.filter((item) => words.every((word) => fold(item.textContent ?? "").includes(word)));
    items.forEach((item) => (item.hidden = fitting.indexOf(item) < 0 || fitting.indexOf(item) >= SHOWN));
    const left = Math.max(0, fitting.length - SHOWN);
    if (more instanceof HTMLElement) more.textContent = left ? (more.dataset.more ?? "").replace("{count}", String(left)) : "";
  }

  const shown = () => items.filter((item) => !item.hidden).map((item) => /** @type {HTMLElement} */ (item.querySelector("button")));
  field.addEventListener("input", draw);
  holder.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" && event.target === field) shown()[0]?.click();
    if (!step) return;
    event.preventDefault();
    const at = shown().indexOf(/** @type {HTMLElement} */ (document.activeElement)) + step;
    (at < 0 ? field : shown()[Math.min(at, shown().length - 1)])?.focus();
  });
  draw();
}
