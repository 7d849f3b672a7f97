// <pg-line>: while a run waits, or nothing comes of one that trains: is anybody training, and how many are before it?

import { say } from "../words.js";
import { Island, write } from "./island.js";

const FIRST = 1000; // ms; a start that takes less needs no words
const SILENCE = 4000; // ms without a record while training: longer than a dead trainer's lease
const EVERY = 1000; // ms between two questions
const TWICE = 2; // answers in a row that say nobody trains: a trainer that starts up is no alarm

class Line extends Island {
  #down = 0;
  #moved = performance.now();

  start() {
    this.on(this.scene, "run state records", () => this.#move());
    this.timer = setInterval(() => this.#ask(), EVERY);
    this.#question(); // a page opened while nobody trains says so before anything is started
  }

  stop() {
    clearInterval(this.timer);
  }

  #move() {
    this.#moved = performance.now();
    if (this.scene.state === "waiting" || !this.scene.line) return;
    this.scene.line = null;
    this.scene.tell("line");
    this.invalidate();
  }

  #ask() {
    const quiet = performance.now() - this.#moved;
    const waits = this.scene.state === "waiting" && quiet > FIRST;
    const silent = this.scene.state === "training" && quiet > SILENCE;
    if (waits || silent || this.#down) this.#question();
  }

  async #question() {
    const run = this.scene.run?.id;
    const answer = await fetch(`${this.dataset.address}${run ? `?run=${run}` : ""}`).catch(() => null);
    if (!answer?.ok || !this.isConnected || run !== this.scene.run?.id) return; // the connection's own badge says what is wrong
    const line = await answer.json();
    this.#down = line.training ? 0 : this.#down + 1;
    this.scene.line = this.scene.state === "waiting" ? line : null;
    this.scene.tell("line");
    this.invalidate();
  }

  draw() {
    const words = this.#words();
    this.hidden = !words;
    if (words) write(this, words);
  }

  #words() {
    if (this.#down >= TWICE) {
      return this.scene.run ? say("Training is down: your run waits, charts and runs are safe.") : say("Training is down. You can change settings; a run you start will wait. Charts and runs are safe.");
    }
    const { before, seconds } = this.scene.line ?? {};
    if (!before) return "";
    const facts = { runs: before, seconds };
    if (before === 1) return seconds ? say("1 run before you, about {seconds} s. You can keep changing settings.", facts) : say("1 run before you. You can keep changing settings.");
    return seconds ? say("{runs} runs before you, about {seconds} s. You can keep changing settings.", facts) : say("{runs} runs before you. You can keep changing settings.", facts);
  }
}

customElements.define("pg-line", Line);
