// <pg-batch-step>: one batch in slow motion. Its points get rings, their signals run through the network, the loss ticks, gradients
// run back, weights change: 900 ms in all. With reduced motion the same as five numbered sentences.

import { viewOf } from "../maps/grid.js";
import { drawPulses, drawRings, wordsOf } from "../network/batch.js";
import { fit, Island, make } from "./island.js";

const STAGES = [150, 250, 100, 300, 100]; // ms: rings, forward, loss, backward, weights
const RECENT = 8000; // ms: a step asked for longer ago is not played, only shown
const STAYS = 4000; // ms that the last sentence stays
const still = matchMedia("(prefers-reduced-motion: reduce)");

class BatchStep extends Island {
  #played = 0; // step of the probe that was shown last

  start() {
    this.network = this.closest("section").querySelector("pg-network");
    this.map = this.closest("pg-instrument").querySelector("pg-map");
    this.pulses = make("canvas", { className: "pulses" });
    this.rings = make("canvas", { className: "rings" });
    for (const canvas of [this.pulses, this.rings]) canvas.setAttribute("aria-hidden", "true");
    this.takeAway = async (kind) => (await import("../pictures/batch.js")).takeBatch(kind, this);
    this.on(this.scene, "state", () => this.#news());
    this.on(this.scene, "records run look", () => this.#clear());
  }

  stop() {
    cancelAnimationFrame(this.playing);
    clearTimeout(this.later);
    this.pulses.remove();
    this.rings.remove();
  }

  #news() {
    const { probe, asked } = this.scene;
    if (!probe || probe.step === this.#played) return;
    this.#played = probe.step;
    const fresh = asked !== null && performance.now() - asked < RECENT && !document.hidden;
    cancelAnimationFrame(this.playing);
    clearTimeout(this.later);
    if (fresh && !still.matches) return this.#play(probe);
    this.scene.reveal(probe);
    if (fresh) this.#list(probe);
  }

  #list(probe) {
    this.#drawRings(probe, 1);
    this.replaceChildren(...wordsOf(probe).map((words) => make("p", { textContent: words })));
    this.hidden = false;
  }

  #play(probe) {
    const words = wordsOf(probe);
    const links = [...this.network.everyLink()];
    const began = performance.now();
    let shown = -1;
    this.network.querySelector(".columns").append(this.pulses);
    const frame = (now) => {
      let [stage, left] = [0, now - began];
      while (stage < STAGES.length && left >= STAGES[stage]) left -= STAGES[stage++];
      if (stage !== shown && stage < STAGES.length) this.replaceChildren(make("p", { textContent: words[stage] }));
      this.hidden = false;
      shown = stage;
      if (stage >= STAGES.length) return this.#end();
      const share = left / STAGES[stage];
      this.#drawRings(probe, stage === 0 ? share : 1);
      this.#drawPulses(links, probe, stage, share);
      if (stage === STAGES.length - 1) this.scene.reveal(probe);
      this.playing = requestAnimationFrame(frame);
    };
    this.playing = requestAnimationFrame(frame);
  }

  #end() {
    this.pulses.remove();
    this.later = setTimeout(() => this.#clear(), STAYS);
  }

  #clear() {
    cancelAnimationFrame(this.playing);
    clearTimeout(this.later);
    this.pulses.remove();
    this.rings.remove();
    this.hidden = true;
    if (this.scene.probe) this.scene.reveal(this.scene.probe);
  }

  /** Rings round the batch on the map. */
  #drawRings(probe, share) {
    const { picture, view } = this.scene;
    const canvas = this.map.querySelector("canvas:not(.rings)");
    const [side, seen] = [canvas.clientWidth, viewOf(picture, view.axes)];
    if (canvas.hidden || seen.axes.length !== 2) return;
    if (!this.rings.isConnected) canvas.after(this.rings);
    Object.assign(this.rings.style, { left: `${canvas.offsetLeft + canvas.clientLeft}px`, top: `${canvas.offsetTop + canvas.clientTop}px` });
    const context = fit(this.rings, side, side);
    context.clearRect(0, 0, side, side);
    drawRings(context, side, probe, { picture, view: seen, share });
  }

  #drawPulses(links, probe, stage, share) {
    const columns = this.network.querySelector(".columns");
    const context = fit(this.pulses, columns.offsetWidth, columns.offsetHeight);
    context.clearRect(0, 0, columns.offsetWidth, columns.offsetHeight);
    if (stage !== 1 && stage !== 3) return;
    const { scene } = this;
    drawPulses(context, links, { probe, scene, back: stage === 3, way: (order) => share * scene.layers.length - order });
  }
}

customElements.define("pg-batch-step", BatchStep);
