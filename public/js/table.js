// Tables under a reply: sorted by a click on a head, a page at a time.

/** @param {HTMLElement} holder */
export function enliven(holder) {
  const body = holder.querySelector("tbody");
  if (!body) return;
  const size = Number(holder.dataset.page) || 10;
  let page = 0;
  const rows = () => [...body.rows];
  const pages = () => Math.max(1, Math.ceil(rows().length / size));
  const pager = holder.querySelector(".moa-pager");
  const words = pager?.querySelector("[data-words]");

  function draw() {
    rows().forEach((row, at) => (row.hidden = at < page * size || at >= (page + 1) * size));
    if (pager instanceof HTMLElement) pager.hidden = pages() < 2;
    if (words instanceof HTMLElement) {
      words.textContent = (words.dataset.words ?? "").replace("{page}", String(page + 1)).replace("{pages}", String(pages()));
    }
  }

  holder.querySelectorAll("th button").forEach((button, column) =>
    button.addEventListener("click", () => {
      const head = /** @type {HTMLElement} */ (button.closest("th"));
      const down = head.getAttribute("aria-sort") === "descending";
      const next = down || (head.getAttribute("aria-sort") === "none" && !head.classList.contains("moa-num")) ? "ascending" : "descending";
      holder.querySelectorAll("th").forEach((other) => other.setAttribute("aria-sort", other === head ? next : "none"));
      body.append(...rows().sort((one, other) => compare(one, other, column) * (next === "ascending" ? 1 : -1)));
      page = 0;
      draw();
    }),
  );
  pager?.querySelectorAll("button").forEach((button) =>
    button.addEventListener("click", () => {
      page = Math.min(pages() - 1, Math.max(0, page + Number(button.dataset.step)));
      draw();
    }),
  );
  draw();
}

/** @param {HTMLTableRowElement} one @param {HTMLTableRowElement} other @param {number} column */
function compare(one, other, column) {
  const [a, b] = [one, other].map((row) => row.cells[column].dataset.raw ?? "");
  const [x, y] = [Number(a), Number(b)];
  return a !== "" && b !== "" && !Number.isNaN(x) && !Number.isNaN(y) ? x - y : a.localeCompare(b);
}
