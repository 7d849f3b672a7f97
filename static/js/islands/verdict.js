// <pg-verdict>: one line in words about the moment on show, with the one change worth trying.

import { addressOf } from "../instrument/address.js";
import { say } from "../words.js";
import { verdict } from "../verdict.js";
import { applied } from "../verdict/applied.js";
import { formOf } from "../verdict/bounds.js";
import { reading } from "../verdict/reading.js";
import { Island, make } from "./island.js";

const OF_A_RUN = /^(edits|start)(\.|$)/; // what was done to a run, and where a fork began: no part of a set-up
const LOOKS_BACK = 64; // records
const AT_MOST_EVERY = 1000; // ms between two findings on the page while it trains; numbers in one follow the readouts at once
const ALOUD_EVERY = 3000; // ms between two that are read aloud, and only where the finding is another

class Verdict extends Island {
  start() {
    this.instrument = this.closest("pg-instrument");
    this.form = formOf(this.instrument.querySelector("form"));
    this.memo = new Map();
    this.on(this.scene, "run", () => {
      this.memo = new Map();
      this.first = undefined;
    });
    this.said = null; // nothing yet, not even what stands here before the first epoch
    this.since = 0;
    this.aloud = make("span", { className: "unseen" });
    this.aloud.setAttribute("aria-live", "polite");
    this.after(this.aloud);
    this.redrawOn("records frame look run state picture recipe hint starting");
  }

  stop() {
    clearTimeout(this.later);
    clearTimeout(this.speaking);
    this.aloud.remove();
  }

  draw() {
    clearTimeout(this.later);
    const found = this.#judge();
    const key = found ? [found.mark, found.word, found.text, found.change?.key, found.change?.value, Object.keys(this.#values()).length > 0].join(" ") : this.#opening();
    if (key === this.said) return;
    const wait = this.since + AT_MOST_EVERY - performance.now();
    const urgent = !found || this.said === null || found.kind === "diverged" || this.scene.lookingAt !== null || this.scene.state !== "training";
    if (wait > 0 && !urgent && this.#retold(found)) return void (this.said = key);
    if (wait > 0 && !urgent) {
      this.later = setTimeout(() => this.invalidate(), wait);
      return;
    }
    this.said = key;
    this.since = performance.now();
    this.#show(found);
  }

  #judge() {
    const { scene } = this;
    const count = scene.index + 1;
    if (!count || !scene.picture) return null;
    const past = scene.lookingAt !== null;
    this.#recall(count);
    if (!past && count < this.judged) this.memo = new Map(); // another attempt took over: its records may be others
    this.judged = past ? this.judged : count;
    const run = reading(scene.store, {
      count,
      task: scene.picture.task,
      testIsTrain: scene.picture.test_is_train,
      points: scene.picture.counts[0],
      layers: scene.layers,
      values: this.#values(),
      state: past ? null : scene.state,
      detail: scene.store.state?.detail,
      ...this.form,
    });
    return verdict(run, past ? new Map() : this.memo);
  }

  /** Of a run met with records already there only the newest key frame comes by itself; the rules look further back. */
  #recall(count) {
    const { store, past } = this.scene;
    const [first = Infinity] = store.frameSeqs;
    if (first === this.first) return;
    if (this.first !== undefined && first < this.first) this.memo = new Map(); // judged without these
    this.first = first;
    if (Number.isFinite(first) && first > Math.max(0, count - LOOKS_BACK)) past.fetchAround(count - 1);
  }

  /** Flat values of the recipe on show. */
  #values() {
    return this.scene.run?.recipe?.values ?? this.scene.recipe?.values ?? {};
  }

  #show(found) {
    this.#speak(found);
    this.shown = found;
    if (!found) return this.replaceChildren(make("span", { className: "sentence aside", textContent: this.#opening() }));
    const sentence = make("span", { className: "sentence", dataset: { tone: found.tone, kind: found.kind } });
    sentence.append(make("span", { className: "mark", textContent: `${found.mark} ` }), make("b", { textContent: found.word }), `${joint(found)}${found.text}`);
    sentence.title = found.text;
    this.replaceChildren(sentence);
    if (found.change) this.append(this.instrument.hasAttribute("data-replay") ? this.#link(found.change) : this.#button(found.change));
  }

  /** The same finding with newer numbers: only its text changes, so that the button under a finger stays. */
  #retold(found) {
    const sentence = this.querySelector(".sentence[data-kind]");
    const same = found.kind === sentence?.dataset.kind && found.change?.words === this.shown?.change?.words && found.change?.value === this.shown?.change?.value;
    if (!same) return false;
    sentence.lastChild.data = `${joint(found)}${found.text}`;
    sentence.title = found.text;
    return true;
  }

  /** Read aloud what is new about it; a number that moved is not. */
  #speak(found) {
    clearTimeout(this.speaking);
    if (!found || found.kind === this.spoken) return;
    const wait = Math.max(0, (this.spokenAt ?? -ALOUD_EVERY) + ALOUD_EVERY - performance.now());
    this.speaking = setTimeout(() => {
      this.spoken = found.kind;
      this.spokenAt = performance.now();
      this.aloud.textContent = `${found.word}${joint(found)}${found.text}`;
    }, wait);
  }

  /** Make the change here and train. */
  #button(change) {
    const button = make("button", { type: "button", className: "small try", textContent: change.words });
    button.addEventListener("click", () => this.instrument.dispatchEvent(new CustomEvent("try", { detail: change })));
    return button;
  }

  /** A run that is only read: the playground opens with its set-up and that one change. */
  #link(change) {
    const values = this.#values();
    if (!Object.keys(values).length) return "";
    const set = Object.entries(applied(values, change)).filter(([key]) => !OF_A_RUN.test(key));
    return make("a", { className: "button small try", textContent: change.words, href: addressOf(String(new URLSearchParams(set))) });
  }

  /** Before the first epoch: what is awaited, or how to begin; where a hint says that already, what the picture shows. */
  #opening() {
    if (this.scene.run || this.scene.starting) return say("Waiting for the first epoch.");
    if (this.scene.hint === "train") return say("Untrained: the map shows its first guess.");
    return matchMedia("(hover: none)").matches ? say("Press Train.") : say("Press Train, or Space.");
  }
}

/** What stands between the bold word and its sentence. */
function joint(found) {
  return found.joined || found.kind === "settled" ? say(" ") : say(": ");
}

customElements.define("pg-verdict", Verdict);
