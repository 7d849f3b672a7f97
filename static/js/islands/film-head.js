// The head of the X-ray: which quantity is exposed, the legend of its scale, and whether the scale is fitted to this run.

import { drawLegend, LEGEND } from "../strip/legend.js";
import { QUANTITIES, tickWords } from "../strip/quantities.js";
import { token } from "../theme.js";
import { joined, say } from "../words.js";
import { fit, make, write } from "./island.js";

export class FilmHead {
  fitted = false;
  #shown = "";

  /** `changed()` is called when the scale is to be fitted or no longer. */
  constructor(scene, changed) {
    this.select = document.getElementById("quantity");
    this.select.replaceChildren(...QUANTITIES.map(({ name, title }) => make("option", { value: name, textContent: title() })));
    this.select.addEventListener("change", () => scene.showQuantity(this.select.value));
    this.button = document.getElementById("film-fit");
    this.button.addEventListener("click", () => {
      this.fitted = !this.fitted;
      changed();
    });
    this.phone = matchMedia("(max-width: 639px)");
    this.canvas = make("canvas");
    [this.low, this.high, this.note] = [make("span"), make("span"), make("span", { className: "aside" })];
    this.legend = document.getElementById("film-legend");
    this.legend.replaceChildren(this.low, this.canvas, this.high, this.note);
  }

  /** Show a quantity's scale; `outside`: {low, high}, whether cells fall off an end of it. */
  show(quantity, scale, outside, theme) {
    const width = this.phone.matches ? LEGEND.narrow : LEGEND.width;
    const key = [width, quantity.name, scale.from, scale.to, outside.low, outside.high, this.fitted, theme].join(" ");
    if (key === this.#shown) return;
    this.#shown = key;
    this.select.value = quantity.name;
    const shares = scale.kind === "share";
    this.button.disabled = shares;
    this.button.title = shares ? say("Shares always run from 0 to 100 %.") : say("Fit the scale to this run; otherwise a colour means the same in every run.");
    this.button.setAttribute("aria-pressed", String(this.fitted && !shares));
    const ends = quantity.ends();
    write(this.low, ends[0]);
    write(this.high, ends[1]);
    write(this.note, this.fitted && !shares ? say("fitted to this run") : "");
    const context = fit(this.canvas, width + 2 * LEGEND.margin, LEGEND.height);
    drawLegend(context, scale, outside, { text: token("--text-2"), font: `12px ${getComputedStyle(this.legend).fontFamily}`, width });
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", this.#words(scale, outside));
  }

  #words(scale, outside) {
    const ends = { from: tickWords(scale.from, scale), to: tickWords(scale.to, scale) };
    const parts = [say("Colours run from {from}, dark, to {to}, light.", ends)];
    if (scale.band) parts.push(say("The bracket marks where all is well: {from} to {to}.", { from: tickWords(scale.band[0], scale), to: tickWords(scale.band[1], scale) }));
    if (outside.low) parts.push(say("Some cells are below the scale."));
    if (outside.high) parts.push(say("Some cells are above the scale."));
    return joined(...parts);
  }
}
