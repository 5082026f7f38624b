// Puts our own parts where they belong: today's work on the empty chat; table and card under each reply.
import { narrow } from "./choices.js";
import { openDialog } from "./dialog.js";
import { focus, goOn, refill } from "./focus.js";
import { steady } from "./scroll.js";
import { enliven } from "./table.js";
import { asChosen } from "./theme.js";

const REPLY = '[data-step-type="assistant_message"] div[id^="step-"]';
const SPOKEN = '[data-step-type="user_message"], [data-step-type="assistant_message"]';
const WIDE = "(min-width: 768px)";
const SETTLE_MS = 120;
const RETRY_MS = 500;
const TRIES = 6;
const READY_MS = 5000;
let timer = 0;

export function placeParts() {
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
  document.addEventListener("moa-changed", refresh);
  soon();
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(place, SETTLE_MS);
}

function place() {
  const welcome = document.querySelector("#welcome-screen");
  if (welcome && !welcome.querySelector(".moa-today-holder")) today(welcome);
  if (document.querySelector("#stop-button")) return; // a turn is being written
  document.querySelectorAll(REPLY).forEach((reply) => {
    if (!(reply instanceof HTMLElement) || reply.dataset.moa) return;
    reply.dataset.moa = "asked";
    if (unasked(reply)) reply.closest(".step")?.scrollIntoView({ block: "nearest" });
    under(reply);
  });
}

/** Whether the newest message follows another reply: nobody has just written, so that the page stays where it was. @param {Element} reply */
function unasked(reply) {
  const [before, newest] = [...document.querySelectorAll(SPOKEN)].slice(-2);
  return before instanceof HTMLElement && before.dataset.stepType === "assistant_message" && newest?.contains(reply);
}

/** @param {Element} welcome */
async function today(welcome) {
  const holder = document.createElement("div");
  holder.className = "moa-today-holder";
  welcome.append(holder);
  await fill(holder, "/moa/today");
  while (holder.isConnected && !holder.hasChildNodes()) {
    await new Promise((later) => setTimeout(later, READY_MS)); // the bank or the model is getting ready
    await fill(holder, "/moa/today");
  }
}

/** @param {HTMLElement} reply */
async function under(reply) {
  const answer = await fetch(`/moa/turns/${reply.id.slice("step-".length)}`).catch(() => null);
  const content = reply.querySelector(".message-content");
  if (!answer?.ok || !content) {
    again(reply); // the turn may not be kept yet, or the server may be starting
    return;
  }
  const holder = document.createElement("div");
  holder.className = "moa-under";
  holder.innerHTML = await answer.text();
  content.after(holder);
  const newest = [...document.querySelectorAll(REPLY)].at(-1) === reply;
  holder.querySelectorAll(".moa-choices").forEach((choices) => narrow(/** @type {HTMLElement} */ (choices)));
  const waiting = holder.querySelector("[data-moa-open]");
  if (waiting instanceof HTMLElement && newest) openOnce(waiting.dataset.moaOpen ?? "");
  const tables = [...content.querySelectorAll("table")];
  holder.querySelectorAll(".moa-table").forEach((table) => {
    enliven(/** @type {HTMLElement} */ (table));
    const rows = table.querySelectorAll("tbody tr").length;
    const at = tables.findIndex((one) => one.tBodies[0]?.rows.length === rows);
    if (at >= 0) replace(tables.splice(at, 1)[0], table);
  });
  const card = holder.querySelector("[data-moa-card]");
  if (card instanceof HTMLDetailsElement) {
    card.addEventListener("toggle", () => card.open && !card.dataset.filled && fillCard(card));
    if (newest && matchMedia(WIDE).matches) openAlone(card); // on a phone only when asked
  }
  if (newest) goOn(holder);
}

/** The same customer's card stands open once; what is read stays where it is. @param {HTMLDetailsElement} card */
async function openAlone(card) {
  await fillCard(card);
  steady(card.closest("[data-step-type]") ?? card, () => {
    document.querySelectorAll("details[data-moa-card][open]").forEach((other) => {
      if (other instanceof HTMLDetailsElement && other.dataset.moaCard === card.dataset.moaCard) other.open = false;
    });
    card.open = true;
  });
}

/** Asks once more in a while, a few times. @param {HTMLElement} reply */
function again(reply) {
  const tried = Number(reply.dataset.moaTried ?? 0);
  if (tried >= TRIES) return;
  reply.dataset.moaTried = String(tried + 1);
  setTimeout(() => {
    delete reply.dataset.moa;
    place();
  }, RETRY_MS * (tried + 1));
}

/** What was just proposed opens by itself, once. @param {string} address */
function openOnce(address) {
  if (sessionStorage.getItem(address)) return;
  sessionStorage.setItem(address, "opened");
  openDialog(address);
}

/** The reply's own table gives its place to the one that can be sorted, and stays hidden beside it. @param {HTMLTableElement} table @param {Element} by */
function replace(table, by) {
  (table.closest(".rounded-lg") ?? table).after(by);
}

/** @param {HTMLDetailsElement} card */
async function fillCard(card) {
  card.dataset.filled = "true";
  await fill(/** @type {HTMLElement} */ (card.querySelector("div")), `/moa/card?customer=${encodeURIComponent(card.dataset.moaCard ?? "")}`);
}

/** @param {HTMLElement} place @param {string} address */
async function fill(place, address) {
  const answer = await fetch(address);
  if (answer.status === 200) refill(place, await answer.text());
  asChosen(answer.headers.get("X-Moa-Page"));
}

function refresh() {
  document.querySelectorAll(".moa-proposal").forEach((proposal) => {
    const reply = proposal.closest('div[id^="step-"]');
    const before = proposal.closest(".moa-under");
    const held = before?.contains(document.activeElement);
    before?.remove();
    if (reply instanceof HTMLElement) under(reply).then(() => held && focus(reply.querySelector(".moa-under summary")));
  });
  document.querySelectorAll("details[data-filled]").forEach((card) => fillCard(/** @type {HTMLDetailsElement} */ (card)));
  const holder = document.querySelector(".moa-today-holder");
  if (holder instanceof HTMLElement) fill(holder, "/moa/today");
}
