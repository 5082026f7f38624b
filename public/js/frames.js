// Chainlit draws the whole conversation anew for every frame of its socket, and a turn sends twenty of them close together:
// what comes within a moment is handed on together and drawn once.

const PAUSE_MS = 100;
const EVENT = "42"; // an event of Socket.IO; what keeps the connection alive never waits
const URGENT = /^42\d*\["(stream_start|task_end|ask|resume_thread)"/; // the first words, the end, and what somebody waits for

/** @param {(event: MessageEvent) => void} handler @returns {(this: WebSocket, event: MessageEvent) => void} */
function gathered(handler) {
  /** @type {MessageEvent[]} */
  const waiting = [];
  let timer = 0;

  /** @param {WebSocket} socket */
  function handOn(socket) {
    clearTimeout(timer);
    timer = 0;
    for (const event of waiting.splice(0)) {
      try {
        handler.call(socket, event);
      } catch (error) {
        reportError(error); // one frame must not take the others with it
      }
    }
  }

  return function (event) {
    const text = String(event.data);
    if (!text.startsWith(EVENT)) {
      handler.call(this, event);
      return;
    }
    waiting.push(event);
    // a hidden page's timers may rest for a minute, and nobody looks at what it draws
    if (URGENT.test(text) || document.hidden) handOn(this);
    else timer ||= setTimeout(() => handOn(this), PAUSE_MS);
  };
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
