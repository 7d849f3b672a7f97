// <pg-compared-settings>: the table of settings, which the server writes; asked for anew when the baseline changes, or whether all are wanted.

import { inPageLanguage } from "../words.js";
import { swatch } from "../compare/palette.js";
import { Island } from "./island.js";

class ComparedSettings extends Island {
  start() {
    this.told = this.#wish();
    this.redrawOn("look runs");
    this.on(this, "change", ({ target }) => target.matches("[name=all]") && this.scene.choose({ every: target.checked }));
    this.on(this, "submit", (event) => event.preventDefault());
  }

  draw() {
    this.#swatches();
    const wish = this.#wish();
    if (wish === this.told) return;
    this.told = wish;
    this.#ask(wish);
  }

  #wish() {
    const { look, runs } = this.scene;
    const query = new URLSearchParams(runs.map(({ key }) => ["run", key]));
    if (look.base) query.set("base", look.base);
    if (look.every) query.set("all", "1");
    return String(query);
  }

  async #ask(wish) {
    const answer = await fetch(`${this.dataset.address}?${wish}`, { headers: inPageLanguage() }).catch(() => null);
    if (!answer?.ok || wish !== this.told) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const focused = document.activeElement?.id;
    this.replaceChildren(...document.adoptNode(fresh.body).childNodes);
    if (focused) document.getElementById(focused)?.focus();
    this.#swatches();
  }

  #swatches() {
    for (const place of this.querySelectorAll("[data-swatch]")) {
      const run = this.scene.runs.find(({ key }) => key === place.dataset.swatch);
      if (run && place.dataset.slot !== String(run.slot)) place.replaceChildren(swatch(run.slot));
      if (run) place.dataset.slot = run.slot;
    }
  }
}

customElements.define("pg-compared-settings", ComparedSettings);
