// Where the keyboard stands while the page puts something else in the place of what it stood on.

const TYPED = "#chat-input";
const KEYS = "(hover: hover)"; // on a phone a field that has the focus brings up the keys over the list

/** @type {Element | null} what asked by keyboard, until its reply's parts stand there */
let asked = null;

/** Who types a question and sends it by Enter goes on in its reply's list, where there is one to choose from. */
export function keepTyped() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && event.target instanceof Element && event.target.matches(TYPED)) asked = event.target;
  }, true);
}

/** A question is asked: whoever pressed a button by keyboard goes on with its reply. */
export function keepAsker() {
  const at = document.activeElement;
  asked = at?.matches("button:focus-visible, a:focus-visible") ? at : null;
}

/** A reply's parts are there: the keyboard goes to the first of them, unless it has gone elsewhere meanwhile. @param {Element} parts */
export function goOn(parts) {
  const at = document.activeElement;
  if (asked?.matches(TYPED)) {
    const empty = at instanceof HTMLTextAreaElement && at.matches(TYPED) && !at.value; // nothing else is being typed
    if (empty && matchMedia(KEYS).matches) focus(parts.querySelector("[data-moa-narrow]"));
  } else if (asked && (at === asked || at === document.body)) focus(parts.querySelector("input, summary, button, a"));
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
