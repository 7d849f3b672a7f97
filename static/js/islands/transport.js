// <pg-transport>: Train, Pause, Continue, Step, Reset, New seed, Speed. With scripts the page never reloads.

import { goTo } from "../instrument/address.js";
import { recalled, remember } from "../instrument/choices.js";
import { command, Refusal, start } from "../instrument/requests.js";
import { FINAL, MOVING } from "../live/states.js";
import { say } from "../words.js";
import { Island, write } from "./island.js";

const MORE = 300; // epochs a finished run is given by one press

class Transport extends Island {
  #starting = false;

  start() {
    this.form = this.closest("form");
    this.button = this.querySelector("#train");
    if (this.scene.watching) return; // somebody else's run: nothing here drives it
    this.replay = this.closest("pg-instrument").hasAttribute("data-replay");
    this.on(this, "click", (event) => this.#clicked(event));
    this.on(this, "change", ({ target }) => target.name === "speed" && this.#speed(Number(target.value)));
    this.on(document, "click", ({ target }) => keepSpeed(target.closest?.("a.preset")));
    this.redrawOn("state run records");
  }

  draw() {
    const { scene } = this;
    if (scene.watching) return;
    if (scene.run && !scene.store.state) return;
    const [act, words] = this.#primary();
    this.button.value = act;
    write(this.button.querySelector(".word"), words);
    this.button.hidden = this.replay && act === "train"; // an ended run is replayed, not trained again
  }

  #primary() {
    const { scene } = this;
    if (scene.state === "new" || FINAL.has(scene.state)) return ["train", say("Train")];
    if (scene.state === "finished") return ["extend", say("Train {more} more", { more: MORE })];
    return scene.state === "paused" ? ["resume", say("Continue")] : ["pause", say("Pause")];
  }

  #clicked(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.step) {
      const [unit, count] = button.dataset.step.split(":");
      button.closest("[popover]").hidePopover();
      return this.step({ [unit]: Number(count) });
    }
    if (button.name !== "do" || button.hasAttribute("hx-get")) return;
    event.preventDefault();
    const acts = { train: () => this.train(), pause: () => this.order("pause"), resume: () => this.order("resume"), extend: () => this.#extend(), step: () => this.step({ epochs: 1 }), reset: () => this.reset(), seed: () => this.newSeed() };
    acts[button.value]?.();
  }

  /** The primary button's act, whatever it is just now (Space). */
  primary() {
    this.button?.click();
  }

  /** Start a run of the form's set-up from its first weights. */
  async train() {
    if (this.replay || this.#starting) return;
    await this.#start({});
  }

  /** The same, but it waits at epoch 0: for what is asked of a run that nobody trains. Its id, or null where it was refused. */
  begin() {
    return this.#start({ paused: true });
  }

  async #start(options) {
    this.#await(true);
    try {
      const { run, number, query } = await start(this.form, options);
      this.form.elements.parent.value = ""; // the next start is a child of none, unless somebody says so again
      this.scene.attach(run, number);
      goTo(query, run);
      return run;
    } catch (error) {
      this.#refused(error);
      return null;
    } finally {
      this.#await(false);
    }
  }

  /** From the press until the server has answered, the page says what it waits for. */
  #await(starting) {
    this.#starting = this.scene.starting = starting;
    this.scene.tell("starting");
  }

  async step(payload) {
    const { scene } = this;
    scene.asked = payload.batches === 1 ? performance.now() : null;
    if (scene.watching || (this.replay && FINAL.has(scene.state))) return;
    scene.look(null);
    if (scene.state === "new" || FINAL.has(scene.state)) {
      if (await this.#start({ paused: true })) await this.order("step", payload);
      return;
    }
    await this.order("step", payload);
  }

  /** Ask something of the run on show; false where it was refused, which is said. */
  async order(kind, payload = {}) {
    if (kind === "resume" || kind === "extend") this.scene.look(null);
    try {
      await command(this.scene.run.id, kind, payload);
      return true;
    } catch (error) {
      this.#refused(error);
      return false;
    }
  }

  /** A finished run goes on, at the speed chosen by now: an ended run takes none. */
  async #extend() {
    const speed = Number(this.form.elements.speed.value);
    const former = this.scene.store.state.speed;
    if ((await this.order("extend", { epochs: MORE })) && speed !== former) await this.order("speed", { epochs_per_second: speed });
  }

  /** Back to epoch 0 of the same set-up: same starting weights. The run stays saved. */
  reset() {
    const { scene } = this;
    if (scene.watching) return;
    if (scene.run && MOVING.has(scene.state)) this.order("pause");
    scene.detach();
    goTo(scene.recipe?.query);
  }

  newSeed() {
    if (this.scene.watching) return;
    this.closest("pg-recipe").set("seed", String(Math.floor(Math.random() * 10000)));
  }

  #speed(epochsPerSecond) {
    remember("speed", epochsPerSecond);
    const state = this.scene.state;
    if (this.scene.run && !FINAL.has(state) && state !== "finished") this.order("speed", { epochs_per_second: epochsPerSecond });
  }

  #refused(error) {
    if (error instanceof Refusal) this.form.elements.parent.value = "";
    const cost = document.getElementById("cost");
    cost.classList.add("refusal");
    cost.textContent = error instanceof Refusal ? error.message || error.problems[0]?.message : say("The server does not answer. What is on the screen stays.");
    if (error instanceof Refusal && error.problems.length) this.closest("pg-recipe").check();
  }
}

/** An experiment opens at the speed it declares, else at the one somebody chose by hand. */
function keepSpeed(link) {
  const [chosen, address] = [recalled("speed", -1), link && new URL(link.href)];
  if (!link || chosen < 0 || address.searchParams.has("speed")) return;
  address.search += `${address.search ? "&" : "?"}speed=${chosen}`;
  link.href = address;
}

customElements.define("pg-transport", Transport);
