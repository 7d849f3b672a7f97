// <pg-presets-sheet>: the experiments over the instrument. Every link with data-opens="presets" opens it; with Ctrl or ⌘ it stays a link.

import { say } from "../words.js";
import { write } from "./island.js";

class PresetsSheet extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.instrument = document.getElementById("instrument");
    this.ears = new AbortController();
    const on = (target, type, handler) => target.addEventListener(type, handler, { signal: this.ears.signal });
    on(document, "click", (event) => this.#clicked(event));
    for (const type of ["recipe", "run"]) if (this.instrument) on(this.instrument.scene, type, () => this.#name());
    on(this.dialog, "click", ({ target }) => (target === this.dialog || target.closest(".close")) && this.dialog.close()); // the dialog itself: its backdrop
    on(this.dialog, "keydown", (event) => this.#walk(event));
  }

  disconnectedCallback() {
    this.ears.abort();
  }

  /** What stands on the page, by name, where there is no room for the site bar's links. */
  #name() {
    const { run, recipe } = this.instrument.scene;
    const chip = document.querySelector(".chip.experiment");
    if (!chip) return;
    chip.hidden = run !== null;
    const card = this.#cards().find(({ dataset }) => dataset.query === recipe?.query);
    write(chip.querySelector("[data-experiment]"), card?.querySelector(".preset-name").textContent ?? say("Experiments"));
  }

  open() {
    const query = this.instrument?.scene.recipe?.query;
    for (const card of this.#cards()) {
      if (card.dataset.query === query) card.setAttribute("aria-current", "true");
      else card.removeAttribute("aria-current");
    }
    this.dialog.showModal();
    (this.dialog.querySelector("[aria-current]") ?? this.#cards()[0]).focus();
  }

  #clicked(event) {
    const link = event.target.closest?.("[data-opens=presets]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    link.closest("[popover]:popover-open")?.hidePopover();
    this.open();
  }

  /** Arrow keys go from card to card, as they stand. */
  #walk(event) {
    const cards = this.#cards();
    const at = cards.indexOf(document.activeElement);
    const columns = cards.filter((card) => card.offsetTop === cards[0].offsetTop).length;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, ArrowUp: at - columns, ArrowDown: at + columns, Home: 0, End: cards.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    cards[to]?.focus();
  }

  #cards() {
    return [...this.dialog.querySelectorAll(".preset")];
  }
}

customElements.define("pg-presets-sheet", PresetsSheet);
