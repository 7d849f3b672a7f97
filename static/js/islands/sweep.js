// <pg-sweep>: results of a sweep. Choices apply when they change; pointing at a square, or reaching it by Tab, shows its curve.

import { inPageLanguage } from "../words.js";

const PATIENCE = 80; // ms a pointer rests before a curve is asked for

class Sweep extends HTMLElement {
  #place = null;
  #timer = 0;
  #replaced = null;
  #open = false; // the table, likewise
  #shown = ""; // markup of the curve on show: the live part is replaced every second, and it with it

  connectedCallback() {
    this.addEventListener("change", (event) => event.target.form?.matches(".looks") && event.target.form.requestSubmit());
    for (const type of ["pointerover", "focusin"]) this.addEventListener(type, (event) => this.point(event.target.closest?.("[data-place]")?.dataset.place));
    this.addEventListener("toggle", (event) => event.target.matches(".numbers") && (this.#open = event.target.open), true);
    this.#replaced = new MutationObserver(() => this.#put());
    this.#replaced.observe(this, { childList: true });
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#replaced?.disconnect();
  }

  /** Show the curve of one run, by its place among the sweep's. */
  point(place) {
    if (place === undefined || place === this.#place) return;
    this.#place = place;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(place), PATIENCE);
  }

  async #ask(place) {
    const answer = await fetch(`${this.dataset.curve}?place=${place}`, { headers: inPageLanguage() });
    if (!answer.ok || place !== this.#place) return;
    this.#shown = await answer.text();
    this.#put();
  }

  #put() {
    const box = this.querySelector(".pointed");
    if (box && this.#shown) box.innerHTML = this.#shown;
    const table = this.querySelector(".numbers");
    if (table && this.#open) table.open = true;
  }
}

customElements.define("pg-sweep", Sweep);
