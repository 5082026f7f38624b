// Theme, density and language as the person has chosen them; the first visit takes the browser's light or dark.
const KEY = "vite-ui-theme";
const root = document.documentElement;

/** @param {string | null | undefined} chosen */
function show(chosen) {
  const theme = chosen || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  localStorage.setItem(KEY, theme);
  root.classList.remove("light", "dark");
  root.classList.add(theme);
}

export function firstTheme() {
  const known = localStorage.getItem(KEY);
  if (root.dataset.theme || !known || known === "system") show(root.dataset.theme);
}

/** The log-in page knew nothing of what the person has chosen: the page is loaded again as they like it, once. @param {string | null} mark */
export function asChosen(mark) {
  if (!mark || mark === root.dataset.page || sessionStorage.getItem("moa-page") === mark) return;
  sessionStorage.setItem("moa-page", mark);
  location.reload();
}

/** What was chosen in the settings is told to this window; another language needs its page anew. */
export function followSettings() {
  addEventListener("message", (event) => {
    if (event.origin !== location.origin) return;
    if (event.data?.kind === "moa-turn-over") location.reload(); // it was begun before this page was opened
    if (event.data?.kind !== "moa-preferences") return;
    const { theme, density } = event.data;
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    root.dataset.density = density ?? "";
    show(theme);
    location.reload();
  });
}
