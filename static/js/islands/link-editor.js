// <pg-link-editor>: a number and a slider for the weight or bias somebody clicked. What "apply" means depends on the moment:
// set-up, live edit, more epochs, or a fork from the epoch being looked at. It says so before it is pressed.

import { count, minus, size } from "../format.js";
import { indexOf, pathOf } from "../instrument/edits.js";
import { command, Refusal } from "../instrument/requests.js";
import { dropEdit, setEdit } from "../instrument/set-up-edits.js";
import { pointAt } from "../network/curve.js";
import { say } from "../words.js";
import { Island, write } from "./island.js";
import { nameOf, numbersOf } from "./link-tip.js";

const MORE = 300; // epochs a finished run is given, as by Train
const LONGEST = 3000; // ms that a value is shown as set before the server has said that it is
const REACH = 4; // the slider goes at least from −4 to 4

class LinkEditor extends Island {
  start() {
    const part = (name) => this.querySelector(name);
    Object.assign(this, { card: part("[popover]"), number: part(".number-field"), slider: part("input[type=range]"), applies: part(".apply"), back: part(".back"), problem: part(".problem") });
    this.form = document.getElementById("recipe");
    this.network = document.querySelector("pg-network");
    this.on(this.network, "edit", ({ detail }) => this.#open(detail));
    this.on(this.slider, "input", () => this.#try(this.slider.value));
    this.on(this.number, "input", () => this.#try(this.number.value));
    this.on(this.number, "keydown", (event) => event.key === "Enter" && this.#apply());
    this.on(this.applies, "click", () => this.#apply());
    this.on(this.back, "click", () => this.#try(this.first));
    this.on(this.card, "toggle", ({ newState }) => newState === "closed" && this.#closed());
    this.on(this.form, "click", ({ target }) => target.dataset.dropEdit && dropEdit(this.form, Number(target.dataset.dropEdit)));
    this.on(this.scene, "edits run", () => this.applied && this.#settled());
    this.redrawOn("frame look state run");
  }

  #open(link) {
    const index = indexOf(this.scene.layers, link);
    const value = this.scene.weights?.[index];
    const unbiased = link.from === null && this.scene.layers[link.stage]?.bias === false;
    if (this.scene.watching || value === undefined || unbiased) return;
    this.#settled();
    Object.assign(this, { link, index, first: Number(value.toPrecision(3)) });
    this.scene.pick(link);
    this.network.setAttribute("data-editing", "");
    const reach = Math.min(Number(this.dataset.reach), Math.max(REACH, 2 * Math.ceil(Math.abs(value))));
    Object.assign(this.slider, { min: -reach, max: reach, step: reach / 200 });
    this.#show(this.first);
    this.problem.hidden = true;
    this.card.showPopover();
    this.draw();
    this.#place();
    this.number.focus();
    this.number.select();
  }

  /** Beside the link, inside the window; on a narrow one above the bottom bar. */
  #place() {
    const place = this.network.placeOf(this.link);
    const box = this.network.querySelector(".columns").getBoundingClientRect();
    const [x, y] = place?.curve ? pointAt(place.curve, 0.5) : (place?.at ?? [0, 0]);
    const { width, height } = this.card.getBoundingClientRect();
    const within = (wanted, size, room) => Math.max(8, Math.min(wanted, room - size - 8));
    this.card.dataset.placed = "";
    this.card.style.left = `${within(box.left + x - width / 2, width, innerWidth)}px`;
    const below = box.top + y + 16;
    this.card.style.top = `${within(below + height < innerHeight - 8 ? below : box.top + y - height - 16, height, innerHeight)}px`;
  }

  draw() {
    if (!this.link) return;
    write(this.querySelector("h3"), nameOf(this.scene, this.link));
    write(this.querySelector(".now"), numbersOf(this.scene, this.link));
    const { words, why, act } = this.#act();
    write(this.applies, words);
    write(this.querySelector(".what"), why);
    this.applies.disabled = !act;
  }

  /** What applying does at this moment: {words on the button, why, act(path, value) or null}. */
  #act() {
    const { scene } = this;
    const epoch = scene.column("epoch")[scene.index] ?? 0;
    const branch = { words: say("Fork from epoch {epoch} with it", { epoch }), act: (path, value) => this.#fork(epoch, path, value) };
    if (!scene.run) return { words: say("Set"), why: say("Acts from the first step on. It is part of the set-up, and of its address."), act: (path, value) => setEdit(this.form, path, value) };
    if (scene.lookingAt !== null) return { ...branch, why: say("You look at epoch {epoch}: a new run goes on from there with this value. This run stays as it is.", { epoch }) };
    if (scene.state === "finished") return { words: say("Train {more} more with it", { more: MORE }), why: say("This run is finished. It goes on from its end with this value."), act: (path, value) => command(scene.run.id, "extend", { epochs: MORE, path, value }) };
    if (scene.state === "stopped") return { ...branch, why: say("This run was stopped: a new run goes on from here with this value.") };
    if (scene.state === "diverged" || scene.state === "failed") return { words: say("Apply"), why: say("Nothing follows this epoch. Look at an earlier one, and a fork can go on from there."), act: null };
    return { words: say("Apply"), why: say("Acts from the next step on, becomes part of this run's recipe and is marked ▾ on the time axis."), act: (path, value) => command(scene.run.id, "edit", { path, value }) };
  }

  #show(value) {
    this.number.value = minus(String(value));
    this.slider.value = String(value);
    write(this.back, say("Back to {value}", { value: size(this.first, 3) }));
  }

  /** The picture shows the value while it is chosen; nothing is changed yet. */
  #try(text) {
    const value = numberIn(text);
    this.problem.hidden = true;
    if (!Number.isFinite(value)) return;
    if (document.activeElement !== this.number) this.number.value = minus(String(value));
    this.slider.value = String(value);
    this.scene.try({ index: this.index, value });
  }

  async #apply() {
    const { act } = this.#act();
    const value = numberIn(this.number.value);
    if (!Number.isFinite(value)) return this.#refuse(say("“{text}” is not a number. Write one like 0.5 or −2.", { text: this.number.value }));
    const reach = Number(this.dataset.reach);
    if (Math.abs(value) > reach) {
      this.#try(Math.sign(value) * reach);
      this.number.value = minus(String(Math.sign(value) * reach));
      return this.#refuse(say("{value} is outside −{most} to {most}; the nearest allowed value stands here now.", { value: size(value, 3), most: count(reach) }));
    }
    if (!act || this.applied) return;
    this.applied = true;
    try {
      await act(pathOf(this.link), value);
      this.card.hidePopover();
      this.later = setTimeout(() => this.#settled(), LONGEST);
    } catch (error) {
      this.applied = false;
      this.#refuse(error instanceof Refusal ? error.message : say("The server does not answer. What is on the screen stays."));
    }
  }

  #fork(epoch, path, value) {
    return document.querySelector("pg-fork").fork(epoch, { [path]: value });
  }

  #refuse(words) {
    this.problem.hidden = false;
    write(this.problem, words);
  }

  /** The edit is on record: the picture need not pretend any more. */
  #settled() {
    clearTimeout(this.later);
    this.applied = false;
    this.scene.try(null);
  }

  #closed() {
    this.network.removeAttribute("data-editing");
    if (!this.applied) this.scene.try(null);
    this.scene.pick(null);
    this.link = null;
  }
}

/** The number somebody typed, with either minus sign; NaN for anything else. */
function numberIn(text) {
  const plain = String(text).trim().replace("−", "-");
  return plain === "" ? NaN : Number(plain);
}

customElements.define("pg-link-editor", LinkEditor);
