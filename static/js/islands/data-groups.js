// <pg-data-groups>: which kind of data sets the picker shows. It follows the set chosen, by hand, link or experiment.

import { Island } from "./island.js";

class DataGroups extends Island {
  start() {
    this.picker = this.closest(".thumbnails");
    this.on(this, "click", ({ target }) => target.dataset.shows && this.#show(target.dataset.shows));
    this.on(this.picker, "change", () => this.#follow());
    this.redrawOn("recipe");
  }

  draw() {
    if (this.chosen !== this.picker.querySelector("input:checked")?.value) this.#follow();
  }

  #follow() {
    const radio = this.picker.querySelector("input:checked");
    this.chosen = radio?.value;
    if (radio) this.#show(radio.closest(".data-group").dataset.group);
  }

  #show(name) {
    for (const group of this.picker.querySelectorAll(".data-group")) group.classList.toggle("shown", group.dataset.group === name);
    for (const button of this.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.shows === name));
  }
}

customElements.define("pg-data-groups", DataGroups);
