// <pg-recipe>: wraps the form. After every change the server is asked whether the set-up is good; if so the address becomes it,
// and a run that is on goes along: live fields are applied to it, others start a new one.

import { goTo } from "../instrument/address.js";
import { command } from "../instrument/requests.js";
import { say } from "../words.js";
import { Island, make } from "./island.js";

const BESIDE = new Set(["speed", "links"]); // controls in the form that are not part of the set-up
const SETTLE = 30; // ms: an entry's own fields arrive first

class Recipe extends Island {
  #asking = null;
  #later = null;
  #afterwards = null; // what to do after the next good check

  start() {
    this.form = this.querySelector("form");
    this.replay = this.closest("pg-instrument").hasAttribute("data-replay");
    const opened = this.#address(); // before fields are disabled: those send nothing
    if (this.replay) this.#readOnly();
    this.on(this.form, "change", ({ target }) => !BESIDE.has(target.name) && this.check());
    this.on(document.body, "htmx:afterSettle", () => this.check());
    this.on(this.form, "click", ({ target }) => this.#clicked(target.closest("[data-use], [data-back]")));
    this.on(this.closest("pg-instrument"), "try", ({ detail }) => this.attempt(detail));
    this.on(this.form, "submit", (event) => {
      event.preventDefault();
      this.check();
    });
    this.#first(opened);
  }

  /** A run's recipe is read here, not changed: what drives the run stays. */
  #readOnly() {
    for (const field of this.form.elements) {
      const changes = field.name === "do" ? field.hasAttribute("hx-get") : field.name && !BESIDE.has(field.name) && field.type !== "hidden";
      if (changes) field.disabled = true;
    }
  }

  stop() {
    clearTimeout(this.#later);
    this.#asking?.abort();
  }

  /** Learn the set-up the page opened with, without touching the run on it. */
  async #first(address) {
    const answer = await fetch(address);
    const recipe = answer.ok ? await answer.json() : null;
    if (recipe?.query !== undefined) this.scene.setRecipe(recipe);
  }

  #address() {
    const fields = [...new FormData(this.form)].filter(([name]) => !BESIDE.has(name) && !["csrfmiddlewaretoken", "token", "run"].includes(name));
    return `${this.dataset.check}?${new URLSearchParams(fields)}`;
  }

  /** Ask about the form as it stands, a moment from now; only the newest question counts. */
  check() {
    if (this.replay) return; // nothing can be changed here
    clearTimeout(this.#later);
    this.#later = setTimeout(() => this.#ask(), SETTLE);
  }

  async #ask() {
    this.#asking?.abort();
    this.#asking = new AbortController();
    try {
      const answer = await fetch(this.#address(), { signal: this.#asking.signal });
      const said = await answer.json();
      this.#mark(said.problems ?? []);
      if (!said.problems) await this.#accept(said);
    } catch (error) {
      if (error.name !== "AbortError") this.#mark([{ path: "", message: say("The server does not answer. What is on the screen stays.") }]);
    }
  }

  async #accept(recipe) {
    const before = this.scene.recipe;
    const [changed, after] = [changes(before?.values, recipe.values), this.#afterwards];
    this.#afterwards = null;
    document.getElementById("cost").textContent = `${recipe.cost}${pace(this.form, recipe)}`;
    if (!changed.length) return;
    this.scene.setRecipe(recipe);
    const run = this.scene.run;
    const going = ["waiting", "training", "paused"].includes(this.scene.state);
    if (run && going && !after && changed.every((key) => this.#isLive(key))) {
      this.refreshAddress();
      for (const key of changed) await command(run.id, "edit", { path: key, value: Number(recipe.values[key]) }).catch((error) => this.#mark([{ path: key, message: error.message }]));
      return;
    }
    const wasTraining = going && this.scene.state !== "paused";
    if (run && wasTraining) command(run.id, "pause").catch(() => {});
    this.scene.detach();
    this.refreshAddress();
    this.scene.draw(recipe.query);
    if (after) after();
    else if (wasTraining) this.#transport().train();
  }

  #transport() {
    return this.closest("pg-instrument").querySelector("pg-transport");
  }

  #isLive(key) {
    return this.form.querySelector(`.field[data-key="${CSS.escape(key)}"]`)?.hasAttribute("data-live") ?? false;
  }

  /** Make the address name the set-up and the run on show. */
  refreshAddress() {
    if (!this.replay && this.scene.recipe) goTo(this.scene.recipe.query, this.scene.run?.id);
  }

  /** Change exactly one thing and train: the verdict's button. */
  attempt({ key, value }) {
    this.#afterwards = () => this.#transport().train();
    if (key === "do") return this.form.querySelector(`button[value="${value}"]`)?.click();
    this.set(key, value);
  }

  /** Write a value into the form as if it had been typed. */
  set(key, value) {
    const fields = [...this.form.querySelectorAll(`[name="${CSS.escape(key)}"]`)];
    const field = fields.find((one) => one.type !== "hidden");
    if (!field) return;
    if (field.type === "radio") fields.find((one) => one.value === value).checked = true;
    else if (field.type === "checkbox") field.checked = value === "true";
    else field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #clicked(button) {
    if (!button) return;
    const field = button.dataset.for ? document.getElementById(button.dataset.for) : button.closest("[data-key], .column").querySelector("[name]:not([type=hidden])");
    const value = button.dataset.use ?? button.dataset.back;
    if (field.type === "checkbox") field.checked = value === "true";
    else field.value = value === "none" ? "" : value;
    button.closest("[popover]")?.hidePopover();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Put each problem at its field; those of no field stand where the cost stood. */
  #mark(problems) {
    for (const place of this.form.querySelectorAll(".problem")) Object.assign(place, { hidden: true, textContent: "" });
    for (const field of this.form.querySelectorAll(".refused")) field.classList.remove("refused");
    for (const input of this.form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    const strays = problems.filter((problem) => !this.#markField(problem));
    const cost = document.getElementById("cost");
    cost.classList.toggle("refusal", problems.length > 0);
    if (problems.length) cost.textContent = (strays[0] ?? problems[0]).message;
  }

  #markField({ path, message, nearest }) {
    const id = `f-${path.replaceAll(".", "-")}`;
    const place = document.getElementById(`${id}-problem`);
    if (!place) return false;
    place.hidden = false;
    place.replaceChildren(message);
    if (nearest !== null && nearest !== undefined) place.append(" ", make("button", { type: "button", className: "small", textContent: say("Use {nearest}", { nearest }), dataset: { use: nearest } }));
    place.closest(".field")?.classList.add("refused");
    document.getElementById(id)?.setAttribute("aria-invalid", "true");
    const group = place.closest("details");
    if (group) group.open = true;
    return true;
  }
}

/** Keys whose values differ between two sets of flat values. */
function changes(before, after) {
  if (!before) return [];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => before[key] !== after[key]);
}

/** " ≈ 10 s" at the chosen speed; at "max" by what an epoch is estimated to cost. */
function pace(form, recipe) {
  const speed = Number(new FormData(form).get("speed"));
  const least = recipe.seconds_per_epoch;
  const seconds = Number(recipe.values["training.epochs"]) * Math.max(least, speed ? 1 / speed : 0);
  if (seconds < 1) return "";
  return seconds < 90 ? ` ≈ ${Math.round(seconds)} s` : ` ≈ ${Math.round(seconds / 60)} min`;
}

customElements.define("pg-recipe", Recipe);
