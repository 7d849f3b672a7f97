// <pg-first-cards>: three experiments on the empty X-ray, gone as soon as something is trained.

import { Island } from "./island.js";

class FirstCards extends Island {
  start() {
    this.redrawOn("run recipe");
  }

  draw() {
    const { run, recipe } = this.scene;
    this.hidden = run !== null;
    for (const card of this.querySelectorAll("a")) {
      if (card.dataset.query === recipe?.query) card.setAttribute("aria-current", "true");
      else card.removeAttribute("aria-current");
    }
  }
}

customElements.define("pg-first-cards", FirstCards);
