// Mends of Chainlit's frame that can only be made from outside: the page's language, names for nameless controls.

// The server writes the language of whoever asks on the page.
const SPANISH = document.documentElement.lang.toLowerCase().startsWith("es");
/** @type {[string, string, string][]} selector, Spanish, English */
const NAMES = [
  ["#chat-input", "Su pregunta", "Your question"],
  ["#chat-profiles", "Quién responde", "Who answers"],
  ["#sidebar-trigger-button", "Conversaciones", "Conversations"],
  ["#search-chats-button", "Buscar conversaciones", "Search conversations"],
  ["#chat-submit", "Enviar", "Send"],
  ["#stop-button", "Detener", "Stop"],
  ['[data-sidebar="rail"]', "Mostrar u ocultar las conversaciones", "Show or hide the conversations"],
  ["#new-chat-button", "Conversación nueva", "New chat"],
  ["#theme-toggle", "Claro u oscuro", "Light or dark"],
  ["#chat-settings-open-modal", "Ajustes", "Settings"],
  ["#user-nav-button", "Su usuario", "Your user"],
  ["#side-view-title button", "Cerrar", "Close"],
  [".absolute.bottom-4 > button", "Ir al final", "Go to the end"],
];

/** @type {Record<string, [string, string]>} what an icon without a word stands for */
const ICONS = {
  "lucide-copy": ["Copiar", "Copy"],
  "lucide-thumbs-up": ["Buena respuesta", "Good answer"],
  "lucide-thumbs-down": ["Mala respuesta", "Bad answer"],
  "lucide-eye": ["Mostrar la contraseña", "Show the password"],
  "lucide-eye-off": ["Ocultar la contraseña", "Hide the password"],
  "lucide-arrow-down": ["Ir al final", "Go to the end"],
  "lucide-square-pen": ["Conversación nueva", "New chat"],
  "lucide-search": ["Buscar", "Search"],
  "lucide-ellipsis": ["Opciones", "Options"],
};

/** @param {Element} button */
const FETCHING = "Error fetching threads: ";

function iconName(button) {
  const kinds = [...(button.querySelector("svg")?.classList ?? [])];
  const known = kinds.map((kind) => ICONS[kind]).find(Boolean);
  return known ? known[SPANISH ? 0 : 1] : "";
}

function mend() {
  for (const [selector, spanish, english] of NAMES) {
    document.querySelectorAll(selector).forEach((control) => {
      const name = SPANISH ? spanish : english; // instead of Chainlit's own, which may be English on any page
      control.setAttribute("aria-label", name);
      if (control.hasAttribute("title")) control.setAttribute("title", name);
    });
  }
  document.querySelectorAll("button:not([aria-label])").forEach((button) => {
    const title = button.getAttribute("title") || button.querySelector(".sr-only")?.textContent || iconName(button) || button.id.replaceAll("-", " ") || (SPANISH ? "Botón" : "Button");
    if (!button.textContent?.trim() && title) button.setAttribute("aria-label", title);
  });
  document.querySelectorAll("#thread-options:not([role])").forEach((menu) => {
    menu.setAttribute("role", "button");
    menu.setAttribute("aria-label", SPANISH ? "Opciones de la conversación" : "Options of the conversation");
  });
  document.querySelectorAll('ul[data-sidebar="menu"]:not([role])').forEach((list) => {
    list.setAttribute("role", "presentation"); // its children are no list items
    list.querySelectorAll(":scope > li, :scope > * > li").forEach((item) => item.setAttribute("role", "presentation"));
  });
  document.querySelectorAll("[data-sonner-toast] [data-title]").forEach((told) => {
    const said = told.textContent ?? ""; // Chainlit's search puts English before what the server said
    if (said.startsWith(FETCHING)) told.textContent = said.slice(FETCHING.length);
  });
  document.querySelectorAll("img:not([alt])").forEach((image) => image.setAttribute("alt", ""));
  document.querySelectorAll('.message-content div[role="article"]').forEach((part) => part.removeAttribute("role"));
}

export function mendFrame() {
  let timer = 0;
  new MutationObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(mend, 200);
  }).observe(document.body, { childList: true, subtree: true });
}
