// <pg-batch-step>: one batch in slow motion. Its points get rings, their signals run through the network, the loss ticks, gradients
// run back, weights change: 900 ms in all. With reduced motion the same as five numbered sentences.

import { FILM_FROM, FILM_TO } from "../colour.js";
import { readout } from "../format.js";
import { placeOf, viewOf } from "../maps/grid.js";
import { pointAt } from "../network/curve.js";
import { token } from "../theme.js";
import { say } from "../words.js";
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

  #words(probe) {
    const strongest = Math.max(...probe.grad_norms);
    return [
      say("1 These {count} points are the batch.", { count: probe.points.length }),
      say("2 Forward: the network answers them."),
      say("3 The loss of this batch is {loss}.", { loss: readout(probe.loss) }),
      say("4 Backward: the gradient flows to the first layer, at most {size}.", { size: readout(strongest) }),
      say("5 Every weight takes a step of {rate} × its gradient.", { rate: readout(probe.lr) }),
    ];
  }

  #list(probe) {
    this.#drawRings(probe, 1);
    this.replaceChildren(...this.#words(probe).map((words) => make("p", { textContent: words })));
    this.hidden = false;
  }

  #play(probe) {
    const words = this.#words(probe);
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

  /** A ring round every point of the batch that the map shows. */
  #drawRings(probe, share) {
    const { picture, view } = this.scene;
    const canvas = this.map.querySelector("canvas:not(.rings)");
    const [side, seen] = [canvas.clientWidth, viewOf(picture, view.axes)];
    if (canvas.hidden || seen.axes.length !== 2) return;
    if (!this.rings.isConnected) canvas.after(this.rings);
    Object.assign(this.rings.style, { left: `${canvas.offsetLeft + canvas.clientLeft}px`, top: `${canvas.offsetTop + canvas.clientTop}px` });
    const context = fit(this.rings, side, side);
    context.clearRect(0, 0, side, side);
    context.strokeStyle = token("--text");
    context.lineWidth = 1.5;
    for (const index of probe.points) {
      const point = picture.train.points[index];
      if (!point) continue; // the page holds the first 600
      const [x, y] = placeOf(seen, point);
      context.beginPath();
      context.arc(x * side, y * side, 6 + 6 * (1 - share), 0, 2 * Math.PI);
      context.stroke();
    }
  }

  /** What runs along the links: forward thin and even, backward as thick as the gradient's logarithm. */
  #drawPulses(links, probe, stage, share) {
    const columns = this.network.querySelector(".columns");
    const context = fit(this.pulses, columns.offsetWidth, columns.offsetHeight);
    context.clearRect(0, 0, columns.offsetWidth, columns.offsetHeight);
    if (stage !== 1 && stage !== 3) return;
    const { layers } = this.scene;
    const along = share * layers.length;
    context.fillStyle = token(stage === 1 ? "--text" : "--link");
    for (const link of links) {
      const order = stage === 1 ? link.stage : layers.length - 1 - link.stage;
      const t = along - order;
      if (t < 0 || t > 1) continue;
      const [x, y] = pointAt(link.curve, stage === 1 ? t : 1 - t);
      context.beginPath();
      context.arc(x, y, stage === 1 ? 2.5 : radius(probe, this.scene, link), 0, 2 * Math.PI);
      context.fill();
    }
  }
}

/** Half the width of a gradient's pulse: the film's log scale, by the link where it is known, else by its layer. */
function radius(probe, { layers, trained }, { stage, from, to }) {
  const layer = layers[stage];
  const row = trained.findIndex(({ number }) => number === stage + 1);
  const size = Math.abs(probe.gradients?.[layer.start + from * layer.fan_out + to] ?? probe.grad_norms[row]);
  const share = size > 0 ? (Math.log10(size) - FILM_FROM) / (FILM_TO - FILM_FROM) : 0;
  return 1 + 4 * Math.min(1, Math.max(0, share));
}

customElements.define("pg-batch-step", BatchStep);
