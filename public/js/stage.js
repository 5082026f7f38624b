// The stage view: draws one turn as it is written, or again at speaking pace.
import { plain } from "./plain.js";
import { forget, prove, proving } from "./proof.js";

/**
 * @typedef {{name: string, layer: number, text: string, state: string, label?: string, from: number, to: number, model: string, reason: string, spent: string, unsupported: string[]}} Draft
 * @typedef {{question: string, provider: string, profile: string, facts: {id: string, tool: string, asked: string, took: string}[], drafts: Draft[], compared: {layer: number, figures: string, lists: {title: string, points: string[]}[]}[], claims: {text: string, fact: string, where: string}[], removed: string[], reply: string, credit: string, done: boolean, notices: string[], usage: string, times: {name: string, time: string}[]}} Picture
 */

const body = document.body;
const words = JSON.parse(body.dataset.words ?? "{}");
const POLL_MS = 400;
const LETTERS_PER_S = 45;
let turn = body.dataset.turn ?? "";
/** @type {Picture | null} */
let picture = null;
let replaying = 0;

/** @param {string} id */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {string} tag @param {string} text @param {string} [kind] */
function made(tag, text, kind) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (kind) element.className = kind;
  return element;
}

/** Draws the picture as far as `letters` of drafts and reply. @param {Picture} shown @param {number} letters */
function draw(shown, letters) {
  at("waiting").hidden = true;
  const longest = Math.max(0, ...shown.drafts.map((draft) => draft.text.length));
  at("question").hidden = false;
  at("question").querySelector("p")?.replaceChildren(shown.question);
  at("question").querySelector("small")?.replaceChildren(`${shown.profile} · ${shown.provider}`);
  at("facts").hidden = shown.facts.length === 0;
  at("facts").querySelector("ul")?.replaceChildren(...shown.facts.map(fact));
  drawDrafts(shown, letters);
  const merging = letters >= longest;
  drawCompared(shown, merging);
  drawReply(shown, merging ? letters - longest : 0);
  const over = shown.done && letters >= longest + shown.reply.length;
  at("times").hidden = !over;
  at("prove").toggleAttribute("disabled", !shown.done || proving());
  const sums = shown.times.map((one) => `${one.name} ${one.time}`).join(" · ");
  const more = [shown.usage, shown.credit && `${words.stage_credit}: ${shown.credit}`, ...shown.notices].filter(Boolean);
  at("times").querySelector("p")?.replaceChildren([sums, ...more].join(" · "));
}

/** @param {Picture["facts"][0]} one */
function fact(one) {
  const item = made("li", "");
  item.dataset.fact = one.id;
  item.append(made("b", one.id), ` ${one.tool} `, made("small", [one.asked, one.took].filter(Boolean).join(" · ")));
  return item;
}

/** Each draft keeps its panel, so that what somebody scrolled or marked stays so while it is written. @param {Picture} shown @param {number} letters */
function drawDrafts(shown, letters) {
  at("drafts").hidden = !shown.done && shown.drafts.length === 0;
  const place = /** @type {HTMLElement} */ (at("drafts").querySelector("div"));
  const panels = [...place.querySelectorAll("article")];
  panels.splice(shown.drafts.length).forEach((panel) => panel.remove());
  if (!shown.drafts.length) return place.replaceChildren(made("p", words.stage_no_draft));
  place.querySelector(":scope > p")?.remove();
  const layers = new Set(shown.drafts.map((draft) => draft.layer)).size;
  shown.drafts.forEach((draft, number) => {
    if (!panels[number]) place.append((panels[number] = panel()));
    fill(panels[number], draft, letters, layers > 1);
  });
}

function panel() {
  const text = made("div", "");
  text.tabIndex = 0; // long drafts scroll, by keyboard too
  const article = made("article", "");
  article.append(made("h3", ""), made("small", ""), text, made("small", ""));
  return article;
}

/** @param {HTMLElement} panel @param {Draft} draft @param {number} letters @param {boolean} layered */
function fill(panel, draft, letters, layered) {
  const [title, state, text, wrong] = /** @type {HTMLElement[]} */ ([...panel.children]);
  const whole = letters >= draft.text.length;
  const said = plain(draft.text.slice(0, letters));
  const atEnd = text.scrollTop + text.clientHeight >= text.scrollHeight - 4;
  panel.className = `draft ${draft.state}`;
  title.textContent = layered ? `${draft.name} · ${words.stage_layer} ${draft.layer}` : draft.name;
  state.textContent = [draft.model, whole ? draft.label : "", whole ? draft.spent : "", draft.reason].filter(Boolean).join(" · ");
  wrong.textContent = whole && draft.unsupported.length ? `${words.stage_contradicted}: ${draft.unsupported.join(", ")}` : "";
  if (text.textContent === said) return;
  text.textContent = said;
  if (atEnd && (!whole || draft.state === "writing")) text.scrollTop = text.scrollHeight; // the newest words of a draft at work
}

/** @param {Picture} shown @param {boolean} merging */
function drawCompared(shown, merging) {
  const last = shown.compared.at(-1);
  at("compared").hidden = !last || !merging;
  if (!last) return;
  const excluded = shown.drafts.filter((draft) => ["excluded", "late", "failed"].includes(draft.state)).map((draft) => `${draft.name}: ${draft.label}. ${draft.reason}`);
  const groups = [
    ...last.lists.map((list) => [list.title, list.points]),
    [words.stage_excluded, excluded],
    [words.stage_removed, shown.removed],
  ];
  at("compared").querySelector("div")?.replaceChildren(...groups.map(([title, points]) => group(String(title), /** @type {string[]} */ (points))));
}

/** @param {string} title @param {string[]} points */
function group(title, points) {
  const box = made("article", "", "compare");
  const list = made("ul", "");
  list.append(...(points.length ? points : [words.stage_none]).map((point) => made("li", plain(point))));
  box.append(made("h3", title), list);
  return box;
}

/** @param {Picture} shown @param {number} letters */
function drawReply(shown, letters) {
  at("reply").hidden = letters <= 0 || !shown.reply;
  const place = at("reply").querySelector("div");
  if (!place || letters <= 0) return;
  const text = plain(shown.reply.slice(0, letters));
  place.replaceChildren(...linked(text, shown.done ? shown.claims : []));
}

/** The text with a button for each figure that a Fact bears. @param {string} text @param {Picture["claims"]} claims */
function linked(text, claims) {
  /** @type {(string | HTMLElement)[]} */
  const parts = [];
  let rest = text;
  for (const claim of claims) {
    const found = claim.text ? rest.indexOf(claim.text) : -1;
    if (found < 0 || !claim.fact) continue;
    const button = made("button", claim.text);
    button.title = `${claim.fact} · ${claim.where}`;
    for (const name of ["pointerenter", "focus", "click"]) button.addEventListener(name, () => light(claim));
    parts.push(rest.slice(0, found), button);
    rest = rest.slice(found + claim.text.length);
  }
  return [...parts, rest];
}

/** @param {Picture["claims"][0]} claim */
function light(claim) {
  document.querySelectorAll("#facts li").forEach((item) => item.classList.toggle("lit", /** @type {HTMLElement} */ (item).dataset.fact === claim.fact));
  at("where").textContent = `${claim.text} ← ${claim.fact} · ${claim.where}`;
}

async function load() {
  const answer = await fetch(`/moa/stage/${turn}/events`);
  picture = answer.ok ? await answer.json() : null;
  return picture;
}

/** Speaking pace, from the beginning. */
function replay() {
  const mine = ++replaying;
  const begun = performance.now();
  const step = () => {
    if (mine !== replaying || !picture) return;
    const letters = Math.floor(((performance.now() - begun) / 1000) * LETTERS_PER_S);
    draw(picture, letters);
    const longest = Math.max(0, ...picture.drafts.map((draft) => draft.text.length));
    if (letters < longest + picture.reply.length) setTimeout(step, 100);
    else replaying = 0; // over: the stage follows what is asked next again
  };
  step();
}

async function follow() {
  await look().catch(() => undefined); // the server may be starting anew
  if (!body.dataset.turn || !picture?.done) setTimeout(follow, POLL_MS);
}

/** Draws what is newest. */
async function look() {
  const fresh = body.dataset.turn ? turn : (await (await fetch("/moa/stage/latest")).json()).turn;
  if (!fresh || (fresh === turn && picture?.done)) return;
  if (fresh !== turn) {
    forget();
    replaying = 0; // of another turn
  }
  turn = fresh;
  at("permalink").setAttribute("href", `/moa/stage/${turn}`);
  const shown = await load();
  if (shown && !replaying) draw(shown, Infinity);
  if (shown?.done && location.hash === "#proof" && at("proof").hidden && !proving()) prove(turn, words);
}

at("replay").addEventListener("click", replay);
at("prove").addEventListener("click", () => prove(turn, words));
at("all").addEventListener("click", () => {
  replaying = 0;
  if (picture) draw(picture, Infinity);
});
follow();
