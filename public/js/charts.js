// The library that draws charts takes the browser half a second to read: better while nobody waits than with the first chart.

const LATEST_MS = 10_000;

export function loadChartsAhead() {
  const address = document.documentElement.dataset.charts;
  if (!address) return;
  const load = () => import(address).catch(() => undefined); // Chainlit asks for it again when there is a chart to draw
  const later = () => ("requestIdleCallback" in window ? requestIdleCallback(load, { timeout: LATEST_MS }) : setTimeout(load, LATEST_MS));
  if (document.readyState === "complete") later(); // this script may come after the page has loaded
  else addEventListener("load", later);
}
