// Chainlit draws the whole conversation anew for every frame of its socket, and a turn sends a dozen close together: what
// comes within a moment is handed on together and drawn once, and a quick reply is not held up by its own first words.

import { leaveIfEnded } from "./connections.js";

const CLOSED = /^4[14]/; // Socket.IO's words for a connection that the server ends, or refuses
const EVENT = "42"; // an event of Socket.IO; what keeps the connection alive never waits
const URGENT = /^42\d*\["(task_end|ask|resume_thread)"/; // the end, and what somebody waits for
const PAUSE_MS = 100;
/** @type {[RegExp, number][]} what may wait longer */
const PATIENT = [
  [/^42\d*\["(task_start|new_message|update_message)"/, 500], // that a turn is at work: the person's own message stands there
  [/^42\d*\["(element|first_interaction)"/, 1000], // a chart until its reply stands there; a new conversation's address and place in the list
];
const [, [LATE]] = PATIENT;
const ADDRESSED = /^42\d*\["first_interaction"/;

/** @typedef {(frames: MessageEvent[]) => void} Draw */
/** @type {Draw} to whom the connection that was opened last hands on */
let latest = () => undefined;

/**
 * A new conversation has its address at once. Chainlit gives it one while its list of conversations is drawn, which on a phone
 * waits until that list is opened, closes it again, and draws the whole page anew. @param {string} text
 */
function toConversation(text) {
  const { thread_id } = JSON.parse(text.slice(text.indexOf("[")))[1] ?? {};
  const listed = document.querySelector('[data-sidebar="sidebar"]');
  if (thread_id && !listed && location.pathname === "/") history.replaceState(history.state, "", `/thread/${thread_id}`);
}

/** @param {(event: MessageEvent) => void} handler @returns {(this: WebSocket, event: MessageEvent) => void} */
function gathered(handler) {
  /** @type {MessageEvent[]} */
  let waiting = [];
  let timer = 0;
  let due = Infinity;

  /** @param {WebSocket} socket @param {MessageEvent[]} frames */
  function draw(socket, frames) {
    for (const event of frames) {
      if (ADDRESSED.test(String(event.data))) toConversation(String(event.data));
      try {
        handler.call(socket, event);
      } catch (error) {
        reportError(error); // one frame must not take the others with it
      }
    }
  }

  /** @param {WebSocket} socket @param {boolean} all */
  function handOver(socket, all) {
    const now = waiting.filter((event) => all || !LATE.test(String(event.data)));
    waiting = waiting.filter((event) => !now.includes(event));
    clearTimeout(timer);
    due = Infinity;
    if (waiting.length) later(socket, PAUSE_MS);
    draw(socket, now);
  }

  /** @param {WebSocket} socket @param {number} pause */
  function later(socket, pause) {
    const then = performance.now() + pause;
    if (then >= due) return;
    clearTimeout(timer);
    due = then;
    timer = setTimeout(() => handOver(socket, true), pause);
  }

  return function (event) {
    latest = (frames) => draw(this, frames);
    const text = String(event.data);
    if (CLOSED.test(text)) leaveIfEnded();
    if (!text.startsWith(EVENT)) {
      handler.call(this, event);
      return;
    }
    waiting.push(event);
    // a hidden page's timers may rest for a minute, and nobody looks at what it draws
    if (document.hidden) handOver(this, true);
    else if (URGENT.test(text)) handOver(this, false);
    else later(this, PATIENT.find(([kind]) => kind.test(text))?.[1] ?? PAUSE_MS);
  };
}

/** What was fetched is shown as if it had come over the socket. @param {string} name @param {object[]} events */
export function handOn(name, events) {
  latest(events.map((event) => new MessageEvent("message", { data: EVENT + JSON.stringify([name, event]) })));
}

export function gatherFrames() {
  const own = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
  const set = own?.set;
  if (!set) return;
  Object.defineProperty(WebSocket.prototype, "onmessage", {
    ...own,
    set(handler) {
      set.call(this, typeof handler === "function" ? gathered(handler) : handler);
    },
  });
}
