// <pg-instrument>: owns the scene and the run named in the address.

import { openAt } from "../instrument/opening.js";
import { Scene } from "../instrument/scene.js";

class Instrument extends HTMLElement {
  connectedCallback() {
    this.scene = new Scene({ worker: this.dataset.worker, points: this.dataset.points });
    this.scene.draw(this.dataset.query);
    const { run, number, bytes, socket, epoch } = this.dataset;
    this.scene.watching = this.hasAttribute("data-shared");
    if (bytes) this.scene.attach(run, Number(number), { bytes, socket });
    if (bytes && epoch) openAt(this.scene, Number(epoch));
    this.scene.addEventListener("look", () => this.toggleAttribute("data-looking", this.scene.lookingAt !== null));
    this.scene.addEventListener("run", () => this.toggleAttribute("data-looking", false));
    this.scene.addEventListener("state", () => (this.dataset.state = this.scene.state));
  }

  disconnectedCallback() {
    this.scene?.close();
  }
}

customElements.define("pg-instrument", Instrument);
