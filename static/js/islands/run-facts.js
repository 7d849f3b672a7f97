// <pg-run-facts>: what a run's page says below the instrument, fetched again when the run moves on while the page is open.

import { inPageLanguage } from "../words.js";

class RunFacts extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback() {
    const { scene } = document.getElementById("instrument");
    scene.addEventListener("state", () => this.#moved(scene.state), { signal: this.#leaving.signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  #moved(state) {
    if (state === this.dataset.state) return;
    this.dataset.state = state; // what the words below are about to speak of
    this.#refresh().catch(() => {}); // the next change may find the network back
  }

  async #refresh() {
    const answer = await fetch(this.dataset.address, { headers: inPageLanguage() });
    if (answer.ok) this.innerHTML = await answer.text();
  }
}

customElements.define("pg-run-facts", RunFacts);
