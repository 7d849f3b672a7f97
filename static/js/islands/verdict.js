// <pg-verdict>: one line in words about the moment on show, with the one change worth trying.

import { say } from "../words.js";
import { verdict } from "../verdict.js";
import { Island, make } from "./island.js";

const AT_MOST_EVERY = 1000; // ms between two sentences, so that a screen reader can finish the one before

class Verdict extends Island {
  start() {
    this.memo = new Map();
    this.on(this.scene, "run", () => (this.memo = new Map()));
    this.said = null; // nothing yet, not even the invitation
    this.since = 0;
    this.redrawOn("records frame look run state picture");
  }

  stop() {
    clearTimeout(this.later);
  }

  draw() {
    clearTimeout(this.later);
    const found = this.#judge();
    const key = found ? `${found.mark}${found.word}${found.text}${found.change?.value}` : "";
    if (key === this.said) return;
    const wait = this.since + AT_MOST_EVERY - performance.now();
    if (wait > 0 && found && this.said && this.scene.lookingAt === null) {
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
    const read = (name) => scene.column(name).subarray(0, count);
    const sections = scene.frame?.sections ?? {};
    const past = scene.lookingAt !== null;
    return verdict({
      train: read("train_loss"),
      test: read("test_loss"),
      metric: read(scene.picture.task === "regression" ? "test_r2" : "test_accuracy"),
      gradient: read("grad_norm"),
      layers: scene.layers.map((_, index) => read(`layer.${index + 1}.grad_norm`)),
      epochs: read("epoch"),
      task: scene.picture.task,
      lr: read("lr").at(-1),
      state: past ? null : scene.state,
      detail: scene.store.state?.detail,
      dead: sections.dead_units && Array.from(sections.dead_units).slice(0, -1),
      saturated: sections.saturated_units && Array.from(sections.saturated_units).slice(0, -1),
      units: scene.layers.slice(0, -1).map((layer) => layer.fan_out),
    }, past ? new Map() : this.memo);
  }

  #show(found) {
    if (!found) return this.replaceChildren(this.#invitation());
    const sentence = make("span", { className: "sentence", dataset: { tone: found.tone } });
    const joint = found.joined ? " " : found.kind === "settled" ? " " : ": ";
    sentence.append(make("span", { className: "mark", textContent: `${found.mark} ` }), make("b", { textContent: found.word }), `${joint}${found.text}`);
    sentence.title = found.text;
    this.replaceChildren(sentence);
    const replay = this.closest("pg-instrument").hasAttribute("data-replay");
    if (!found.change || replay) return;
    const button = make("button", { type: "button", className: "small", textContent: found.change.words });
    button.addEventListener("click", () => this.closest("pg-instrument").dispatchEvent(new CustomEvent("try", { detail: found.change })));
    this.append(button);
  }

  #invitation() {
    return make("span", { className: "sentence aside", textContent: this.scene.run ? say("Waiting for the first epoch.") : say("Press Train, or Space.") });
  }
}

customElements.define("pg-verdict", Verdict);
