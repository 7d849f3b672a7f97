// What people chose to see of a run: which neuron, quantity, curve, links, map. Never part of a recipe or a run.

import { recalled, remember } from "./choices.js";

export class Showing extends EventTarget {
  hover = null; // epoch under the crosshair
  shown = null; // {stage, unit} of the neuron that fills the map
  picked = null; // {stage, from, to} of the link (or, `from` null, the bias) that is told of
  trial = null; // {index, value} of a parameter that somebody tries another value on
  links = "weights";
  curve = "loss"; // or "metric": what the curves show
  quantity = recalled("quantity", "size"); // what the X-ray shows, by name
  view = { kind: "map", discretize: false, train: true, test: true, axes: null, ...recalled("view", {}) }; // axes: two columns of a slice
  hint = null; // name of the hint that stands beside a control

  tell(type) {
    this.dispatchEvent(new Event(type));
  }

  setHover(epoch) {
    if (epoch === this.hover) return;
    this.hover = epoch;
    this.tell("hover");
  }

  /** A neuron fills the map; null: the output does. */
  show(neuron) {
    this.shown = neuron;
    this.tell("shown");
  }

  pick(link) {
    const same = (key) => this.picked?.[key] === link?.[key];
    if (same("stage") && same("from") && same("to")) return;
    this.picked = link;
    this.tell("picked");
  }

  /** Show how a parameter of another value would do, or (null) stop that. */
  try(trial) {
    this.trial = trial;
    this.tell("trial");
  }

  showLinks(links) {
    this.links = links;
    this.tell("links");
  }

  showCurve(curve) {
    this.curve = curve;
    this.tell("curve");
  }

  showQuantity(name) {
    this.quantity = name;
    remember("quantity", name);
    this.tell("quantity");
  }

  showHint(name) {
    this.hint = name;
    this.tell("hint");
  }

  /** Change how the map is drawn: any of `kind` ("map" | "confusion"), `discretize`, `train`, `test`, `axes`. */
  setView(changes) {
    Object.assign(this.view, changes);
    const { axes, ...kept } = this.view; // axes belong to one data set
    remember("view", kept);
    this.tell("view");
  }
}
