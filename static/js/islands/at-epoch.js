// <pg-at-epoch data-address>: a tab's insides that belong to one epoch; fetched anew where the time comes to rest elsewhere.

const REST = 250; // ms without a move

let unfolded = false; // the table of numbers stays as it was left

class AtEpoch extends HTMLElement {
  #leaving = new AbortController();
  #timer = 0;

  connectedCallback() {
    const { scene } = document.getElementById("instrument") ?? {};
    const details = this.querySelector("details");
    if (details) {
      details.open = unfolded;
      details.addEventListener("toggle", () => (unfolded = details.open));
    }
    if (!scene) return;
    for (const type of ["look", "records"]) scene.addEventListener(type, () => this.#moved(scene), { signal: this.#leaving.signal });
    this.asked = scene.epoch;
  }

  disconnectedCallback() {
    this.#leaving.abort();
    clearTimeout(this.#timer);
  }

  #moved(scene) {
    if (scene.epoch === this.asked) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.asked = scene.epoch;
      globalThis.htmx.ajax("GET", `${this.dataset.address}?epoch=${scene.epoch}`, { target: this.parentElement, swap: "innerHTML" });
    }, REST);
  }
}

customElements.define("pg-at-epoch", AtEpoch);
