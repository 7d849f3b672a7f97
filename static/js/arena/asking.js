// The form and the races it asks for: one question at a time, the newest wins; what is being typed meanwhile is never overwritten.

import { swatch } from "../compare/palette.js";
import { make } from "../islands/island.js";
import { inPageLanguage, joined, say } from "../words.js";
import { decodeRace } from "./result.js";

const PATIENCE = 120; // ms between a change and the question: two changes at once are one

export class Asking extends EventTarget {
  #number = 0;
  #timer = 0;

  /** `address`: where questions go; `races`: where their answers are. */
  constructor(form, address, races = address) {
    super();
    Object.assign(this, { form, address, races, query: "" });
    this.settings = form.querySelector("#arena-settings");
    form.addEventListener("change", (event) => {
      if (event.target.name !== "add") this.ask();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const pressed = event.submitter;
      this.ask(pressed?.name ? { [pressed.name]: pressed.value } : {});
    });
    this.#dress();
  }

  field(name) {
    return this.form.elements.namedItem(name);
  }

  /** What people call an optimizer. */
  titleOf(name) {
    return this.#option(name)?.textContent;
  }

  /** What they call each thing that it keeps from step to step: {slot: words}. */
  keptOf(name) {
    return Object.fromEntries((this.#option(name)?.dataset.kept ?? "").split("|").map((one) => one.split("=")));
  }

  #option(name) {
    return this.settings.querySelector(`[name=add] option[value="${CSS.escape(name)}"]`);
  }

  /** Ask for the race that the form says, soon; `pressed`: name and value of a button. */
  ask(pressed = {}) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(pressed), PATIENCE);
    this.#say(say("Racing"), true);
  }

  async #send(pressed) {
    this.#number += 1;
    const number = this.#number;
    const sent = new FormData(this.form);
    for (const [name, value] of Object.entries(pressed)) sent.set(name, value);
    if (!pressed.do) sent.delete("add");
    try {
      const response = await fetch(this.address, { method: "POST", body: new URLSearchParams(sent), headers: { Accept: "application/json", ...inPageLanguage() } });
      if (![202, 422].includes(response.status)) throw new Error(String(response.status));
      const answer = await response.json();
      if (number !== this.#number) return;
      this.query = answer.query;
      this.#swap(answer.settings, sent);
      this.dispatchEvent(new CustomEvent("asked", { detail: answer }));
      if (answer.task) await this.#follow(answer.task, number);
      else this.#say(joined(...answer.problems.map(({ message }) => message)), false, !answer.moving);
    } catch {
      if (number === this.#number) this.#say(say("The server does not answer. What is on the screen stays; change something to try again."), false, true);
    }
  }

  /** Look until the race is run. */
  async #follow(task, number) {
    let standing = task;
    for (;;) {
      const response = await fetch(`${this.races}${standing.id}`, { headers: inPageLanguage() });
      if (number !== this.#number) return;
      if (response.status === 200) {
        const race = decodeRace(await response.arrayBuffer());
        this.#say("", false);
        this.dispatchEvent(new CustomEvent("race", { detail: race }));
        return;
      }
      if (response.status !== 202) throw new Error(String(response.status));
      standing = (await response.json()).task;
      if (!standing.open || !standing.wait) return this.#say(standing.words, false, !standing.open);
      this.#say(standing.words, true);
      await new Promise((done) => setTimeout(done, Math.min(standing.wait, this.asked ? standing.wait : 60)));
      this.asked = true;
    }
  }

  #say(words, busy, bad = false) {
    if (busy && words === say("Racing")) this.asked = false;
    this.dispatchEvent(new CustomEvent("says", { detail: { words, busy, bad } }));
  }

  /** The form as the server sees it now; fields changed since it was asked keep what was typed, focus and open parts stay. */
  #swap(html, sent) {
    const focused = document.activeElement;
    const [name, from, to] = this.settings.contains(focused) ? [focused.name, focused.selectionStart, focused.selectionEnd] : [""];
    const id = focused?.id;
    const typed = [...this.settings.querySelectorAll("input:not([type=hidden], [type=checkbox])")].filter((one) => one.value !== sent.get(one.name));
    const open = [...this.settings.querySelectorAll("details[open]")].map((one) => one.id);
    this.settings.innerHTML = html;
    for (const one of typed) {
      const now = this.field(one.name);
      if (now?.value !== undefined) now.value = one.value;
    }
    for (const one of open) document.getElementById(one)?.setAttribute("open", "");
    const again = (id && document.getElementById(id)) || (name && this.settings.querySelector(`[name="${CSS.escape(name)}"]`));
    if (again && again !== document.activeElement) {
      again.focus({ preventScroll: true });
      if (from !== undefined && from !== null && again.setSelectionRange) again.setSelectionRange(from, to);
    }
    this.#dress();
  }

  /** Lines in the colours of the paths, and buttons that put an allowed value into their field. */
  #dress() {
    for (const one of this.settings.querySelectorAll("[data-swatch]")) one.replaceChildren(swatch(Number(one.dataset.swatch)));
    for (const button of this.settings.querySelectorAll("[data-use]")) button.type = "submit";
    for (const one of this.settings.querySelectorAll(".unscripted")) one.remove();
  }

  /** Another start, as if it had been typed. */
  start(x, y) {
    for (const [name, value] of Object.entries({ x, y })) {
      const field = this.field(name);
      if (field) field.value = String(Number(value.toPrecision(4)));
    }
    this.ask();
  }
}

/** A button of a row of which one is pressed. */
export function choice(text, chosen, press) {
  const button = make("button", { type: "button", textContent: text, onclick: press });
  button.setAttribute("aria-pressed", String(chosen));
  return button;
}
