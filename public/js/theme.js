// The first visit takes the browser's light or dark; afterwards the person's own choice stands.
const KEY = "vite-ui-theme";

export function firstTheme() {
  if (!localStorage.getItem(KEY) || localStorage.getItem(KEY) === "system") {
    localStorage.setItem(KEY, matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  }
}
