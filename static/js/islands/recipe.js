// <pg-recipe>: wraps the form. After every change the server is asked whether the set-up is good; if so the address becomes it,
// and a run that is on goes along: live fields are applied to it, others start a new one.

import { goTo } from "../instrument/address.js";
import { tell, tellCost } from "../instrument/form-facts.js";
import { mark, takeFromServer } from "../instrument/refusals.js";
import { command } from "../instrument/requests.js";
import { showEdits } from "../instrument/set-up-edits.js";
import { goesOn, MOVING } from "../live/states.js";
import { inPageLanguage, say } from "../words.js";
import { Island } from "./island.js";

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
    this.on(this.form, "change", ({ target }) => {
      if (!BESIDE.has(target.name)) this.check();
      else if (target.name === "speed" && this.scene.recipe) tellCost(this.form, this.scene.recipe);
    });
    this.on(document.body, "htmx:afterSettle", ({ target }) => target.closest("pg-closer") || this.check());
    this.on(this.form, "click", ({ target }) => this.#clicked(target.closest("[data-use], [data-back]")));
    this.on(this.closest("pg-instrument"), "try", ({ detail }) => this.attempt(detail));
    this.on(this.form, "submit", (event) => {
      if (event.submitter?.value === "sweep") return; // the server makes a page of it
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
    const answer = await fetch(address, { headers: inPageLanguage() });
    const recipe = answer.ok ? await answer.json() : null;
    if (recipe?.query === undefined || !this.isConnected) return; // a link withdrawn meanwhile took the page away
    this.scene.setRecipe(recipe);
    tell(this.form, recipe);
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
      const answer = await fetch(this.#address(), { signal: this.#asking.signal, headers: inPageLanguage() });
      const said = await answer.json();
      mark(this.form, said.problems ?? []);
      if (!said.problems) await this.#accept(said);
    } catch (error) {
      if (error.name !== "AbortError") mark(this.form, [{ path: "", message: say("The server does not answer. What is on the screen stays.") }]);
    }
  }

  async #accept(recipe) {
    const before = this.scene.recipe;
    const [changed, after] = [changes(before?.values, recipe.values), this.#afterwards];
    this.#afterwards = null;
    tell(this.form, recipe);
    if (!changed.length) return;
    this.scene.setRecipe(recipe);
    const run = this.scene.run;
    const going = goesOn(this.scene.state);
    if (run && going && !after && changed.every((key) => this.#isLive(key))) {
      this.refreshAddress();
      for (const key of changed) await command(run.id, "edit", { path: key, value: Number(recipe.values[key]) }).catch((error) => mark(this.form, [{ path: key, message: error.message }]));
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

  /** Take over a set-up that is good already, the run on show goes with it: fields get its values, nothing is asked of the run. */
  async adopt(query) {
    const answer = await fetch(`${this.dataset.check}?${query}`, { headers: inPageLanguage() });
    const recipe = answer.ok ? await answer.json() : null;
    if (recipe?.query === undefined) return;
    for (const key of changes(this.scene.recipe?.values, recipe.values)) this.#write(key, recipe.values[key] ?? "");
    showEdits(this.form, recipe.spec.edits);
    this.scene.setRecipe(recipe);
    tell(this.form, recipe);
  }

  /** Train the set-up as it stands now from epoch 0; the run on show becomes its parent. */
  again() {
    const { run, state } = this.scene;
    if (MOVING.has(state)) command(run.id, "pause").catch(() => {});
    this.#childOf(run);
    this.scene.detach();
    this.#transport().train();
  }

  /** The next start names `run` as the one it was taken from. */
  #childOf(run) {
    this.form.elements.parent.value = run?.id ?? "";
  }

  /** Change exactly one thing and train: the verdict's button. */
  attempt({ key, value }) {
    this.#childOf(this.scene.run);
    this.#afterwards = () => this.#transport().train();
    if (key === "do") return this.#press(value);
    this.set(key, value);
  }

  /** Press one of the network's own buttons; a link may have hidden it. */
  #press(value) {
    const button = this.form.querySelector(`button[value="${value}"]`);
    if (!button) this.#afterwards = null;
    button?.click();
  }

  /** Write a value into the form as if it had been typed. */
  set(key, value) {
    this.#write(key, value)?.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Write a value into the form; the field, or undefined where the form has none of that name. */
  #write(key, value) {
    const fields = [...this.form.querySelectorAll(`[name="${CSS.escape(key)}"]`)];
    const field = fields.find((one) => one.type !== "hidden") ?? fields.find((one) => one.closest(".reading"));
    if (!field) return undefined;
    if (field.type === "radio") fields.find((one) => one.value === value).checked = true;
    else if (field.type === "checkbox") field.checked = value === "true";
    else field.value = value;
    return field;
  }

  #clicked(button) {
    if (!button) return;
    const field = document.getElementById(button.dataset.for);
    if (!field?.name) return takeFromServer(button);
    const value = button.dataset.use ?? button.dataset.back;
    if (field.type === "checkbox") field.checked = value === "true";
    else field.value = value === "none" ? "" : value;
    button.closest("[popover]")?.hidePopover();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** Keys whose values differ between two sets of flat values. */
function changes(before, after) {
  if (!before) return [];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => before[key] !== after[key]);
}

customElements.define("pg-recipe", Recipe);
