// Where the keyboard stands while the page puts something else in the place of what it stood on.

/** @type {Element | null} the button that asked by keyboard, until its reply's parts stand there */
let asked = null;

/** A question is asked: whoever pressed a button by keyboard goes on with its reply. */
export function keepAsker() {
  const at = document.activeElement;
  asked = at?.matches("button:focus-visible, a:focus-visible") ? at : null;
}

/** A reply's parts are there: the keyboard goes to the first of them, unless it has gone elsewhere meanwhile. @param {Element} parts */
export function goOn(parts) {
  const at = document.activeElement;
  if (asked && (at === asked || at === document.body)) focus(parts.querySelector("input, summary, button, a"));
  asked = null;
}

/** Puts something else inside, the keyboard on the same control there, or on the whole. @param {HTMLElement} place @param {string} html */
export function refill(place, html) {
  const held = place.contains(document.activeElement) ? document.activeElement : null;
  place.innerHTML = html;
  if (held) focus([...place.querySelectorAll("button, summary, a")].find((one) => same(one, held)) ?? place.querySelector("[tabindex]"));
}

/** @param {Element} one @param {Element} other */
function same(one, other) {
  return one.outerHTML === other.outerHTML;
}

/** @param {Element | null | undefined} element */
export function focus(element) {
  if (element instanceof HTMLElement) element.focus();
}
