// <pg-link-tip>: what the link or bias that is pointed at weighs, which gradient it gets and what step that makes, live.

import { featureName, size } from "../format.js";
import { indexOf } from "../instrument/edits.js";
import { pointAt } from "../network/curve.js";
import { stepOf } from "../network/stepping.js";
import { say } from "../words.js";
import { Island, make, write } from "./island.js";

const ASIDE = 12; // px from the link

class LinkTip extends Island {
  start() {
    [this.name, this.numbers] = [make("span", { className: "name" }), make("span")];
    this.replaceChildren(this.name, " ", this.numbers);
    this.network = this.parentElement.querySelector("pg-network");
    this.redrawOn("picked picture frame look run edits trial state");
    this.said = document.getElementById("link-said"); // once a pick: read aloud at every epoch it would drown everything else
    this.on(this.scene, "picked", () => this.#say());
    this.on(this.network, "scroll", () => this.invalidate());
  }

  draw() {
    const { picked } = this.scene;
    const told = picked && !this.network.hasAttribute("data-editing"); // the editor says it all
    const place = told && this.network.placeOf?.(picked);
    this.hidden = !place;
    if (!place) return;
    write(this.name, nameOf(this.scene, picked));
    write(this.numbers, numbersOf(this.scene, picked));
    const [x, y] = place.curve ? pointAt(place.curve, 0.5) : place.at;
    const [left, top] = [this.network.offsetLeft - this.network.scrollLeft, this.network.offsetTop - this.network.scrollTop];
    const room = this.parentElement.clientWidth - this.offsetWidth - 8;
    this.style.left = `${Math.max(8, Math.min(room, left + x - this.offsetWidth / 2))}px`;
    const above = top + y - this.offsetHeight - ASIDE;
    this.style.top = `${above > 0 ? above : top + y + ASIDE}px`;
  }

  #say() {
    const { picked } = this.scene;
    write(this.said, picked ? `${nameOf(this.scene, picked)}: ${numbersOf(this.scene, picked)}` : "");
  }
}

/** "Layer 2, from unit 3 to unit 1", "Layer 1, unit 3, bias"; of the last layer "Output layer, from x₁ to unit 1". */
export function nameOf({ picture }, { stage, from, to }) {
  const [layer, last] = [stage + 1, stage === picture.layers.length - 1];
  if (from === null) return last ? say("Output layer, unit {to}, bias", { to: to + 1 }) : say("Layer {layer}, unit {to}, bias", { layer, to: to + 1 });
  const source = stage ? say("unit {from}", { from: from + 1 }) : featureName(picture.features[from]);
  if (last) return say("Output layer, from {source} to unit {to}", { source, to: to + 1 });
  return say("Layer {layer}, from {source} to unit {to}", { layer, source, to: to + 1 });
}

/** "w 0.84 · gradient −0.012 · next step +0.0004"; what is not known is left out. */
export function numbersOf(scene, picked) {
  const index = indexOf(scene.layers, picked);
  const weights = scene.weights;
  const parts = [];
  if (weights && index >= 0) parts.push(picked.from === null ? say("b {value}", { value: size(weights[index], 3) }) : say("w {value}", { value: size(weights[index], 3) }));
  const { gradients } = scene.frame?.sections ?? {};
  if (!gradients) return parts.join(" · ");
  parts.push(say("gradient {value}", { value: size(gradients[index]) }));
  const step = stepShown(scene, gradients, index);
  if (step !== null) {
    const value = step > 0 ? `+${size(step)}` : size(step);
    // The gradient of epoch 0 is the first batch's, before its step; any other is of a step already made.
    parts.push(frameEpoch(scene) === 0 ? say("next step {value}", { value }) : say("step made {value}", { value }));
  }
  return parts.join(" · ");
}

function stepShown(scene, gradients, index) {
  const at = scene.frame.seq;
  const decays = (scene.store.state?.edits ?? []).some((edit) => edit.path === "regularization.decay" && edit.value > 0);
  return decays ? null : stepOf(scene.picture.stepping, gradients, scene.column("lr")[at], index);
}

function frameEpoch(scene) {
  return scene.column("epoch")[scene.frame.seq];
}

customElements.define("pg-link-tip", LinkTip);
