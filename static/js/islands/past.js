// <pg-past>: says that one looks back, and offers to fork from there; at the present, to begin again with what was edited live.

import { editsOf, placeOf } from "../instrument/edits.js";
import { describe } from "../instrument/flags.js";
import { say } from "../words.js";
import { Island, write } from "./island.js";

class Past extends Island {
  start() {
    this.word = this.querySelector(".word");
    this.button = this.querySelector("button");
    if (this.button) this.on(this.button, "click", () => this.act?.());
    this.redrawOn("look run edits state records recipe");
  }

  draw() {
    const { scene } = this;
    const edit = scene.lookingAt === null ? this.#liveEdit() : null;
    this.hidden = scene.lookingAt === null && !edit;
    if (this.hidden) return;
    this.toggleAttribute("data-looking", scene.lookingAt !== null);
    if (edit) return this.#again(edit);
    const epoch = scene.column("epoch")[scene.index] ?? scene.lookingAt;
    write(this.word, say("You see epoch {epoch}", { epoch }));
    if (!this.button) return;
    // Below the time slider stands the phone's, and there the words before it have to say the epoch.
    write(this.button, this.closest(".time") ? say("Fork") : say("Fork from epoch {epoch}", { epoch }));
    this.button.ariaLabel = say("Fork from epoch {epoch}", { epoch });
    this.act = () => document.querySelector("pg-fork").open(this.button);
  }

  /** The newest field changed while it trained: nobody knows what it would have done from the start. */
  #liveEdit() {
    const { scene } = this;
    if (!scene.run?.id || scene.watching || !this.button || this.closest("pg-instrument").hasAttribute("data-replay")) return null;
    const edit = editsOf(scene).findLast((one) => !placeOf(one.path) && one.step > 0);
    return edit ?? null;
  }

  #again(edit) {
    const { scene } = this;
    write(this.word, describe(scene, edit));
    this.button.ariaLabel = null;
    write(this.button, say("Run again from the start with {value}", { value: edit.value }));
    this.act = () => this.closest("pg-instrument").querySelector("pg-recipe").again();
  }
}

customElements.define("pg-past", Past);
