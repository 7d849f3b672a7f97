// <pg-sweep>: results of a sweep. Choices apply when they change; pointing at a square, or reaching it by Tab, shows its curve.

import { inPageLanguage } from "../words.js";

const PATIENCE = 80; // ms a pointer rests before a curve is asked for

class Sweep extends HTMLElement {
  #place = null;
  #timer = 0;
  #shown = ""; // markup of the curve on show: the live part is replaced every second, and it with it

  connectedCallback() {
    this.addEventListener("change", (event) => event.target.form?.matches(".looks") && event.target.form.requestSubmit());
    this.addEventListener("pointerover", (event) => this.#point(event.target));
    this.addEventListener("focusin", (event) => this.#point(event.target));
    this.addEventListener("htmx:afterSwap", () => this.#put());
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  #point(target) {
    const place = target.closest?.("[data-place]")?.dataset.place;
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
  }
}

customElements.define("pg-sweep", Sweep);
