// <pg-attack>: what an attack does to test points at the ε of the slider. All of it was worked out before; nothing is computed here.

import { drawMoved } from "../attack/plane.js";
import { cardsOf } from "../attack/cards.js";
import { percent, readout } from "../format.js";
import { takeButtons } from "../pictures/asked.js";
import { onTheme } from "../theme.js";
import { inPageLanguage, say } from "../words.js";
import { drawOn, fit, make, write } from "./island.js";

const SIDE = 300; // px of the plane

class Attack extends HTMLElement {
  async connectedCallback() {
    const answer = await fetch(this.dataset.address, { headers: { Accept: "application/json", ...inPageLanguage() } }).catch(() => null);
    if (!answer?.ok || !this.isConnected) return; // the chart and its table stand without us
    this.result = (await answer.json()).result;
    this.controls = this.querySelector(".attack-controls");
    [this.slider, this.method] = [this.querySelector("[name=epsilon]"), this.querySelector("[name=method]")];
    this.box = this.querySelector(".attacked");
    this.box.append(make("p", { className: "take" }, ...takeButtons()));
    if (this.result.plane) this.box.append((this.canvas = make("canvas", { role: "img" })), make("p", { className: "aside" }, say("Hollow: where a test point stood. Its line leads to where it was moved; a ring marks a changed answer.")));
    else this.cards = cardsOf(this.result, this.box);
    this.slider.addEventListener("input", () => this.#draw());
    this.method.addEventListener("change", () => this.#draw());
    onTheme(() => this.isConnected && this.#draw());
    this.controls.hidden = false;
    this.#draw();
  }

  #draw() {
    const { result } = this;
    const [at, method] = [Number(this.slider.value), this.method.value];
    const epsilon = readout(result.epsilons[at]);
    const shown = (name) => (result.task === "regression" ? readout : percent)(result.score[name][at]);
    const words = say("ε = {epsilon}: FGSM {fgsm}, PGD {pgd}", { epsilon, fgsm: shown("fgsm"), pgd: shown("pgd") });
    write(this.querySelector("output"), words);
    this.box.dataset.figure = `${this.method.selectedOptions[0].textContent} · ${words}`;
    this.slider.setAttribute("aria-valuetext", `ε = ${epsilon}`);
    const x = 44 + (at / (result.epsilons.length - 1)) * 304;
    for (const end of ["x1", "x2"]) this.querySelector(".mark").setAttribute(end, String(x));
    if (!this.canvas) return this.cards.draw(at, method);
    const side = Math.min(SIDE, this.box.clientWidth);
    let changed = 0;
    drawOn(this.canvas, (on) => (changed = drawMoved(fit(on, side, side), side, result.plane, { at, method })));
    this.canvas.setAttribute("aria-label", say("{changed} of {count} points drawn here get another answer than before.", { changed, count: result.plane.is.length }));
  }
}

customElements.define("pg-attack", Attack);
