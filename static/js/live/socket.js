// Follows one run over a WebSocket and fills its store. Any gap, any damaged byte and any silence is a cut: connect again
// and ask from the first record we do not hold. Codes 44xx are answers, not accidents: stop and say why.

import { say } from "../words.js";
import { kindOf } from "./chunk.js";
import { bill, work } from "./work.js";

const SHORTEST = 200; // ms between tries
const LONGEST = 5000;
const CROWDED = 4429;
const SILENT = 4408; // our greeting came too late: a tab that was asleep meanwhile
const SLEEPS = 3;
const PATIENCE = 12; // × 5 s: after a cut the server may take 40 s to notice that our old socket is dead
const HEARTBEAT = 10_000; // ms; a browser cannot see the server's pings, so we send our own and expect an answer

/** Why the server hung up for good, in the page's language; for a code that is not known the same as for 4400. */
function reasonFor(code) {
  const reasons = {
    4400: say("The page and the server do not understand each other. Reload the page."),
    4401: say("This browser has no cookie from us. Allow cookies and reload the page."),
    4403: say("This page is out of date: somebody signed in or out, or cookies were cleared. Reload the page."),
    4404: say("There is no such run, or it is not yours."),
    4405: say("This link does not open a run. It may have been withdrawn."),
    4408: say("The connection stayed silent for too long. Reload the page."),
    4410: say("This run was deleted, or its account signed out or changed its password. Reload the page."),
    4431: say("As many people as can watch this run are watching it already. Reload the page in a while."),
    4429: say("Too many live pages are open in this browser. Close some and reload."),
  };
  return reasons[code] ?? reasons[4400];
}

/** Full jitter: uniform between 0.2 s and a ceiling that doubles with every failure, at most 5 s. */
export function delayAfter(failures, random = Math.random) {
  const ceiling = Math.min(LONGEST, SHORTEST * 2 ** failures);
  return SHORTEST + random() * (ceiling - SHORTEST);
}

export class RunSocket {
  #open;
  #token;
  #random;
  #timers;
  #socket = null;
  #retry = null;
  #beat = null;
  #unanswered = false;
  #failures = 0;
  #address = null;
  #store = null;
  #online = () => this.#retryNow();

  /** `open(path)` makes the WebSocket; `token()` is what this page was made with. Tests hand in their own, and their own chance and clock. */
  constructor({ open = openHere, token = pageToken, random = Math.random, timers = globalThis } = {}) {
    this.#open = open;
    this.#token = token;
    this.#random = random;
    this.#timers = timers;
  }

  /** Follow the run whose socket is at `address` into `store`, from its first missing record on, until close(). */
  connect(address, store) {
    this.close();
    this.#address = address;
    this.#store = store;
    this.#failures = 0;
    globalThis.addEventListener?.("online", this.#online);
    this.#try();
  }

  /** Stop following. The store keeps what it has. */
  close() {
    globalThis.removeEventListener?.("online", this.#online);
    this.#timers.clearTimeout(this.#retry);
    this.#retry = null;
    this.#drop();
  }

  #try() {
    const store = this.#store;
    store.setConnection({ status: "connecting" });
    const socket = this.#open(`${this.#address}?from=${store.length}&attempt=${store.attempt}`);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => socket.send(JSON.stringify({ type: "hello", token: this.#token() }));
    socket.onmessage = ({ data }) => bill(() => this.#receive(data));
    socket.onclose = ({ code }) => this.#closed(code);
    this.#socket = socket;
    this.#unanswered = false;
    this.#beat = this.#timers.setInterval(() => this.#heartbeat(), HEARTBEAT);
  }

  #receive(data) {
    this.#unanswered = false;
    work.messages += 1;
    try {
      if (typeof data === "string") this.#obey(JSON.parse(data));
      else if (kindOf(data) === "chunk") this.#progress(this.#store.append(data));
      else this.#store.addFrames(data);
    } catch (error) {
      this.#closed(1006, error); // a gap or damage: what we hold is whole, so ask again from there
    }
  }

  #progress(rows) {
    work.chunks += 1;
    if (rows > 0) this.#failures = 0; // a hello alone is no success: a damaged record would be asked for for ever, fast
  }

  #obey({ type, ...message }) {
    const store = this.#store;
    if (type === "hello") {
      store.hello(message);
      store.setConnection({ status: "live" });
    } else if (type === "reset") store.truncate(message.from, message.attempt);
    else if (type === "state") store.setState(message);
    else if (type === "probe") store.setProbe(message.probe);
    else if (type === "watching") store.setAudience(message.count);
  }

  #heartbeat() {
    if (this.#unanswered) this.#closed(1006);
    else if (this.#socket.readyState === 1) {
      this.#failures = 0; // ten seconds of service
      this.#unanswered = true;
      this.#socket.send('{"type":"ping"}');
    } else this.#unanswered = true; // still opening: one more beat, then try another way
  }

  #closed(code, error = null) {
    this.#drop();
    this.#failures += 1;
    const ghost = code === CROWDED && this.#store.attempt > 0 && this.#failures <= PATIENCE; // it is our own old socket
    const asleep = code === SILENT && this.#failures <= SLEEPS;
    if (code >= 4400 && code < 4500 && !ghost && !asleep) {
      globalThis.removeEventListener?.("online", this.#online);
      this.#store.setConnection({ status: "stopped", code, why: reasonFor(code) });
      return;
    }
    const delay = ghost ? LONGEST : delayAfter(this.#failures, this.#random);
    this.#retry = this.#timers.setTimeout(() => this.#retryNow(), delay);
    this.#store.setConnection({ status: "waiting", code, delay, error });
  }

  #retryNow() {
    if (this.#socket || !this.#store) return;
    this.#timers.clearTimeout(this.#retry);
    this.#retry = null;
    this.#try();
  }

  #drop() {
    this.#timers.clearInterval(this.#beat);
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null; // late messages of a dropped connection must not reach the store
    socket.close();
  }
}

/** The token of this page's forms: no page of another site can read it. */
function pageToken() {
  return globalThis.document?.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

function openHere(path) {
  const scheme = globalThis.location.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(`${scheme}//${globalThis.location.host}${path}`);
}
