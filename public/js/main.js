// What the chat page gets besides Chainlit's own; docs/decisions/0018-own-parts-of-the-page.md says why it is done so.
import { tellFailures } from "./answers.js";
import { ask } from "./ask.js";
import { loadChartsAhead } from "./charts.js";
import { connectInOrder } from "./connections.js";
import { change, close, openDialog } from "./dialog.js";
import { askEstimate, slide, soonEstimate } from "./estimate.js";
import { mendFrame } from "./frame.js";
import { keepTyped } from "./focus.js";
import { gatherFrames } from "./frames.js";
import { placeParts } from "./parts.js";
import { jumpToQuestions } from "./scroll.js";
import { firstTheme, followSettings } from "./theme.js";
import { watchTrace } from "./trace.js";

connectInOrder();
tellFailures();
gatherFrames();
jumpToQuestions();
firstTheme();
followSettings();
mendFrame();
watchTrace();
keepTyped();
placeParts();
loadChartsAhead();

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (!button) return;
  const { moaAsk, moaDialog, moaPost } = button.dataset;
  if (moaAsk) {
    close();
    ask(moaAsk);
  } else if (moaDialog) openDialog(moaDialog);
  else if (moaPost) change(moaPost);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  if (form.dataset.moaForm) {
    event.preventDefault();
    change(form.dataset.moaForm, new FormData(form));
  } else if (form.dataset.moaEstimate) {
    event.preventDefault();
    askEstimate(form);
  }
});

document.addEventListener("input", (event) => {
  const form = event.target instanceof Element ? event.target.closest("form[data-moa-estimate]") : null;
  if (!(form instanceof HTMLFormElement)) return;
  slide(event.target);
  soonEstimate(form);
});
