// The question on the stage answered four ways by simulated writers, with their scores.
import { plain } from "./plain.js";

let working = false;

export const proving = () => working;

/** The address keeps that it was asked for, so that a reload proves it again. @param {string} turn @param {Record<string, string>} words */
export async function prove(turn, words) {
  const [place, button] = ["proof", "prove"].map((id) => document.getElementById(id));
  if (!place || !button || working) return;
  working = true;
  place.hidden = false;
  place.dataset.turn = turn;
  place.textContent = words.proof_working;
  button.toggleAttribute("disabled", true);
  place.scrollIntoView({ behavior: "smooth" });
  const answer = await fetch(`/moa/stage/${turn}/proof`).catch(() => null);
  working = false;
  button.toggleAttribute("disabled", false);
  if (place.dataset.turn !== turn) return; // the chat has gone on to another question
  if (!answer?.ok) {
    place.textContent = words.proof_failed;
    return;
  }
  place.innerHTML = await answer.text();
  place.querySelectorAll("[data-plain]").forEach((text) => (text.textContent = plain(text.textContent ?? "")));
  place.scrollIntoView({ behavior: "smooth" });
  if (document.body.dataset.turn) history.replaceState(null, "", "#proof");
}

/** Another question stands on the stage: the old one's proof goes. */
export function forget() {
  const place = document.getElementById("proof");
  if (!place) return;
  place.hidden = true;
  place.dataset.turn = "";
}
