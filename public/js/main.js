// What the chat page gets besides Chainlit's own: see docs/decisions/0002-own-parts-of-the-page.md.
import { firstTheme } from "./theme.js";
import { watchTrace } from "./trace.js";

firstTheme();
document.documentElement.lang = navigator.language.toLowerCase().startsWith("es") ? navigator.language : "en";
watchTrace();
