// Which link or bias somebody means: the mouse by nearness, a finger by a tap, the keyboard by walking a neuron's incoming links.

import { distance } from "./curve.js";
import { linked } from "./columns.js";

const NEAR = 6; // px from the curve
const FINGER = 14;

/** Turns what happens on a <pg-network> into `scene.pick(…)`, and into an `edit` event where a value is to be changed. */
export class Pointing {
  constructor(network) {
    this.network = network;
    this.scene = network.scene;
    this.finger = false;
    network.on(network, "pointermove", (event) => event.pointerType === "mouse" && this.#hover(event));
    network.on(network, "pointerleave", (event) => event.pointerType === "mouse" && !this.held && this.scene.pick(null));
    network.on(network, "pointerdown", (event) => (this.finger = event.pointerType !== "mouse"));
    network.on(network, "click", (event) => this.#clicked(event));
    network.on(network, "focusin", ({ target }) => this.#focused(target.closest(".neuron[data-unit]")));
    network.on(network, "focusout", () => !this.held && this.scene.pick(null));
    network.on(network, "keydown", (event) => this.#key(event));
  }

  /** Whether the editor is open: then what it changes stays marked, wherever the mouse goes. */
  get held() {
    return this.network.hasAttribute("data-editing");
  }

  #hover(event) {
    if (this.held) return;
    const neuron = event.target.closest(".neuron[data-unit]");
    if (neuron) return this.scene.pick(this.#bias(neuron));
    this.scene.pick(this.#nearest(event, NEAR));
  }

  #clicked(event) {
    const neuron = event.target.closest(".neuron[data-unit]");
    const meant = neuron ? this.#bias(neuron) : this.#nearest(event, this.finger ? FINGER : NEAR);
    if (neuron && !meant) return; // nothing of its own to change here
    if (event.detail === 0 && neuron) return this.#edit(this.scene.picked ?? meant); // Enter: what the arrows had chosen
    if (!meant) return this.finger && this.scene.pick(null);
    const known = JSON.stringify(meant) === JSON.stringify(this.scene.picked) && (!neuron || this.tapped === neuron);
    this.tapped = neuron;
    this.scene.pick(meant);
    if (!this.finger || known) this.#edit(meant); // a finger's first tap tells, its second edits
  }

  #focused(neuron) {
    if (neuron && !this.held && !this.finger) this.scene.pick(this.#bias(neuron));
  }

  /** ↑ and ↓ walk through a neuron's bias and its incoming links. */
  #key(event) {
    const neuron = event.target.closest(".neuron[data-unit]");
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!neuron || !step || !this.#bias(neuron)) return;
    event.preventDefault();
    const [stage, to] = [Number(neuron.dataset.stage), Number(neuron.dataset.unit)];
    const ways = [null, ...(linked(this.scene.picture, stage) ? this.network.ends[stage] : []).map((end) => end.unit)];
    const at = this.scene.picked?.to === to && this.scene.picked.stage === stage ? ways.indexOf(this.scene.picked.from) : 0;
    this.scene.pick({ stage, from: ways[(at + step + ways.length) % ways.length], to });
  }

  /** The place of a neuron's bias; null for a map or a unit of a layer that is no dense one. */
  #bias({ dataset }) {
    const stage = Number(dataset.stage);
    return (this.scene.layers[stage]?.name ?? "dense") === "dense" ? { stage, from: null, to: Number(dataset.unit) } : null;
  }

  #nearest(event, within) {
    if (event.target.closest("button, input, select, label, .neuron, .problem")) return null;
    const box = this.network.querySelector(".columns").getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    let [found, least] = [null, Infinity];
    for (const { curve, ...link } of this.network.everyLink()) {
      const away = distance(curve, x, y, within);
      if (away < least) [found, least] = [link, away];
    }
    return found;
  }

  #edit(link) {
    this.network.dispatchEvent(new CustomEvent("edit", { bubbles: true, detail: link }));
  }
}
