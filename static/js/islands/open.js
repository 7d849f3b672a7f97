// <pg-open>: what answers rest on, for some test points, by the method chosen. All of it was worked out before.

import { cardsOf } from "../opened/cards.js";
import { drawField } from "../opened/field.js";
import { takeButtons } from "../pictures/asked.js";
import { onTheme } from "../theme.js";
import { inPageLanguage, say } from "../words.js";
import { drawOn, fit, make, write } from "./island.js";

const SIDE = 300; // px of the plane

class Open extends HTMLElement {
  async connectedCallback() {
    const answer = await fetch(this.dataset.address, { headers: { Accept: "application/json", ...inPageLanguage() } }).catch(() => null);
    if (!answer?.ok || !this.isConnected) return; // the sums stand without us
    this.result = (await answer.json()).result;
    [this.method, this.box] = [this.querySelector("[name=method]"), this.querySelector(".opened-cards")];
    if (this.result.plane) {
      this.canvas = make("canvas", { role: "img" });
      const about = say("Each arrow: the way on which the network gets surer of what it says there, longer where that goes faster. Rings: the points below. ✕: the baseline.");
      this.box.before(make("figure", { className: "field", dataset: { figure: say("The gradient of the answer") } }, this.canvas, make("figcaption", { className: "aside" }, about, ...takeButtons())));
    }
    this.box.append(make("p", { className: "take" }, ...takeButtons()));
    this.cards = cardsOf(this.result, this.box);
    this.method.addEventListener("change", () => this.#draw());
    onTheme(() => this.isConnected && this.#draw());
    this.querySelector(".attack-controls").hidden = false;
    this.#draw();
  }

  #draw() {
    write(this.querySelector("output"), this.#words());
    this.box.dataset.figure = this.#words();
    this.cards.draw(this.method.value);
    if (!this.canvas) return;
    const side = Math.min(SIDE, this.clientWidth);
    drawOn(this.canvas, (on) => drawField(fit(on, side, side), side, this.result.plane, this.result.examples.map((one) => one.number)));
    this.canvas.setAttribute("aria-label", say("The gradient of the answer at {count} test points.", { count: this.result.plane.points.length }));
  }

  /** What the method chosen shows. */
  #words() {
    const { result, method } = this;
    if (method.value === "saliency") return say("How fast the answer changes with each input, whichever way.");
    if (method.value === "integrated") return say("What each input adds on the way from the baseline: blue for the answer, orange against it.");
    const square = Math.round(Math.sqrt(result.square));
    if (square) return say("What is lost when a square of {size} × {size} pixels is wiped out: blue where it spoke for the answer.", { size: square });
    return result.names.length ? say("What is lost when an input is put to its mean: blue where it spoke for the answer.") : say("What is lost when a step is put to its mean: blue where it spoke for the answer.");
  }
}

customElements.define("pg-open", Open);
