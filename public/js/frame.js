// Mends of Chainlit's frame that can only be made from outside: the page's language, names for nameless controls.

const SPANISH = (navigator.language || "").toLowerCase().startsWith("es");
const language = SPANISH ? navigator.language : "en";
/** @type {[string, string, string][]} selector, Spanish, English */
const NAMES = [
  ["#chat-input", "Su pregunta", "Your question"],
  ["#chat-profiles", "Quién responde", "Who answers"],
  ["#sidebar-trigger-button", "Conversaciones", "Conversations"],
  ["#new-chat-button", "Conversación nueva", "New chat"],
  ["#theme-toggle", "Claro u oscuro", "Light or dark"],
  ["#user-nav-button", "Su usuario", "Your user"],
  ["#side-view-title button", "Cerrar", "Close"],
  [".absolute.bottom-4 > button", "Ir al final", "Go to the end"],
];

function mend() {
  for (const [selector, spanish, english] of NAMES) {
    document.querySelectorAll(selector).forEach((control) => {
      if (!control.getAttribute("aria-label")) control.setAttribute("aria-label", SPANISH ? spanish : english);
    });
  }
  document.querySelectorAll("button:not([aria-label])").forEach((button) => {
    const title = button.getAttribute("title") || button.querySelector(".sr-only")?.textContent || button.id.replaceAll("-", " ");
    if (!button.textContent?.trim() && title) button.setAttribute("aria-label", title);
  });
  document.querySelectorAll("img:not([alt])").forEach((image) => image.setAttribute("alt", ""));
  document.querySelectorAll('.message-content div[role="article"]').forEach((part) => part.removeAttribute("role"));
}

export function mendFrame() {
  document.documentElement.lang = language;
  let timer = 0;
  new MutationObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(mend, 200);
  }).observe(document.body, { childList: true, subtree: true });
}
