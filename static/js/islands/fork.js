// <pg-fork>: the card that asks for a fork: from which epoch, and what shall be different from there on.

import { addressOf, goTo } from "../instrument/address.js";
import { valueBefore } from "../instrument/edits.js";
import { fork, Refusal } from "../instrument/requests.js";
import { say } from "../words.js";
import { Island, write } from "./island.js";

class Fork extends Island {
  start() {
    this.card = this.querySelector("[popover]");
    if (!this.card) return;
    this.form = this.querySelector("form");
    this.epoch = this.form.elements.epoch;
    this.on(this.form, "submit", (event) => this.#submitted(event));
    // Before it shows: "toggle" comes a moment later and would wipe away what somebody quick has typed by then.
    this.on(this.card, "beforetoggle", ({ newState }) => newState === "open" && this.#opened());
    this.on(this.epoch, "input", () => this.#placeholders());
    this.redrawOn("run");
  }

  draw() {
    const { run } = this.scene;
    if (!this.card || !run?.id) return;
    this.form.action = `/runs/${run.id}/forks/`;
    this.querySelector(".same-but").href = addressOf(`parent=${run.id}`);
  }

  /** Open beside `button`, for the epoch on show. */
  open(button) {
    this.card.showPopover();
    const [from, size] = [button.getBoundingClientRect(), this.card.getBoundingClientRect()];
    this.card.dataset.placed = "";
    const below = from.bottom + 4;
    const top = below + size.height > innerHeight - 8 ? Math.max(8, from.top - 4 - size.height) : below;
    Object.assign(this.card.style, { top: `${Math.min(top, Math.max(8, innerHeight - size.height - 8))}px`, left: `${Math.max(8, Math.min(from.left, innerWidth - size.width - 8))}px` });
    this.querySelector(".go").focus();
  }

  #opened() {
    const { scene } = this;
    this.epoch.value = String(scene.column("epoch")[scene.index] ?? 0);
    this.#refuse("");
    for (const field of this.#changes()) field.value = "";
    this.#placeholders();
  }

  #changes() {
    return [...this.form.querySelectorAll("[name^='change.']")];
  }

  /** What is in force at the epoch stands in the empty fields. */
  #placeholders() {
    const { scene } = this;
    const step = scene.column("step")[scene.recordAt(Number(this.epoch.value))];
    for (const field of this.#changes()) {
      const path = field.dataset.key;
      const value = path === "training.epochs" ? scene.planned : step === undefined ? null : valueBefore(scene, path, step);
      if (value !== null) field.placeholder = String(value);
    }
  }

  async #submitted(event) {
    event.preventDefault();
    const filled = this.#changes().filter((field) => field.value.trim());
    try {
      await this.fork(this.epoch.value.trim(), Object.fromEntries(filled.map((field) => [field.dataset.key, field.value.trim()])));
      this.card.hidePopover();
    } catch (error) {
      this.#refuse(error instanceof Refusal ? error.message : say("The server does not answer. What is on the screen stays."));
    }
  }

  #refuse(words) {
    const problem = this.querySelector(".problem");
    problem.hidden = !words;
    write(problem, words);
  }

  /** Fork the run on show and go over to the fork. Raises Refusal. */
  async fork(epoch, changes) {
    const { scene } = this;
    const parent = scene.run;
    const begun = parent.begun ?? parent.recipe?.values;
    const made = await fork(parent.id, epoch, changes);
    const recipe = this.closest("pg-instrument").querySelector("pg-recipe");
    if (recipe.replay) return location.assign(`/?run=${made.run}`); // that page shows one run and no other
    await recipe.adopt(made.query);
    scene.attach(made.run, made.number);
    Object.assign(scene.run, { begun, kin: { id: parent.id, number: parent.number, epoch: made.epoch } });
    goTo(made.query, made.run);
    scene.tell("edits");
    scene.tell("ghosts");
  }
}

customElements.define("pg-fork", Fork);
