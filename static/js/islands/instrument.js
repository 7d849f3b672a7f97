// <pg-instrument>: owns the scene and the run named in the address.

import { bringGhost } from "../instrument/kin.js";
import { openAt } from "../instrument/opening.js";
import { Scene } from "../instrument/scene.js";
import { inPageLanguage } from "../words.js";

class Instrument extends HTMLElement {
  connectedCallback() {
    this.scene = new Scene({ worker: this.dataset.worker, points: this.dataset.points });
    this.scene.draw(this.dataset.query);
    const { run, number, bytes, socket, epoch } = this.dataset;
    this.scene.watching = this.hasAttribute("data-shared");
    if (bytes) this.scene.attach(run, Number(number), { bytes, socket });
    this.addEventListener("click", ({ target }) => target.closest("[data-dismiss]")?.closest(".notice").remove());
    this.#kin();
    if (bytes && epoch) openAt(this.scene, Number(epoch));
    this.scene.addEventListener("look", () => this.toggleAttribute("data-looking", this.scene.lookingAt !== null));
    this.scene.addEventListener("run", () => this.toggleAttribute("data-looking", false));
    this.scene.addEventListener("state", () => (this.dataset.state = this.scene.state));
  }

  /** The run this one, or this set-up, was taken from; and what the run began with, before it was edited. */
  async #kin() {
    const { kin: id, kinNumber: number, kinQuery, kinEpoch, begun } = this.dataset;
    const { run } = this.scene;
    if (run && begun) run.begun = JSON.parse(begun);
    if (!id) return;
    if (run) run.kin = { id, number: Number(number), epoch: Number(kinEpoch) };
    const answer = await fetch(`${this.querySelector("pg-recipe").dataset.check}?${kinQuery}`, { headers: inPageLanguage() });
    bringGhost(this.scene, { id, number: Number(number), recipe: answer.ok ? await answer.json() : null });
  }

  disconnectedCallback() {
    this.scene?.close();
  }
}

customElements.define("pg-instrument", Instrument);
