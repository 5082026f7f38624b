// Where the page stands: a new question goes to the top at once, and what closes above what somebody reads does not move it.

/** Chainlit glides to each new question: a picture a frame, while the reply wants to be drawn. */
export function jumpToQuestions() {
  const original = Element.prototype.scrollTo;
  /** @param {...any} given */
  Element.prototype.scrollTo = function (...given) {
    const [to] = given;
    original.apply(this, /** @type {any} */ (typeof to === "object" && to ? [{ ...to, behavior: "auto" }] : given));
  };
}

/** Changes the conversation above an element, which stays where it is seen. @param {Element} element @param {() => void} change */
export function steady(element, change) {
  const before = element.getBoundingClientRect().top;
  change();
  const scrolled = element.closest(".overflow-y-auto");
  if (scrolled) scrolled.scrollTop += element.getBoundingClientRect().top - before;
}
