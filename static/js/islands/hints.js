// <pg-hints>: one hint at a time beside the control it speaks of. Gone after its action, and all of them after "Hide hints".

import { due, NOTHING_YET, remembered } from "../instrument/hints.js";
import { say } from "../words.js";
import { Island, make } from "./island.js";

const KEY = "hints"; // in localStorage: what this browser's user has done
const GAP = 8; // px between a control and its hint
const RATE = "optimizer.lr";

class Hints extends Island {
  start() {
    this.instrument = this.closest("pg-instrument");
    this.memory = recall();
    this.name = null;
    this.setAttribute("role", "status");
    this.redrawOn("run state recipe");
    this.on(globalThis, "resize", () => this.#place());
    this.around = new ResizeObserver(() => this.#place()); // its place is counted from there
    this.around.observe(this.closest(".xray"));
  }

  stop() {
    this.around.disconnect();
  }

  draw() {
    if (!this.scene.recipe) return; // not yet known what is on show
    const facts = this.#facts();
    this.#remember(remembered(facts, this.memory));
    const name = due(facts, this.memory);
    if (name !== this.name) this.#show(name);
    else if (name === "rates") this.#markRates(facts.rate);
    if (name) this.#place();
  }

  #facts() {
    const { scene } = this;
    const { values, query } = scene.run?.recipe ?? scene.recipe;
    const first = !query || Object.keys(Object.fromEntries(new URLSearchParams(query))).every((key) => key === RATE);
    return { state: scene.state, first, rates: this.#rates().length > 0, rate: first ? values[RATE] : null, deep: query === this.dataset.deepQuery };
  }

  #show(name) {
    this.name = name;
    this.hidden = name === null;
    this.scene.showHint(name);
    this.replaceChildren();
    if (!name) return;
    const hide = make("button", { type: "button", className: "text hide-hints", textContent: say("Hide hints") });
    hide.addEventListener("click", () => this.#hide());
    this.append(make("span", { className: "words" }, this.#words()), ...this.#act(), hide);
  }

  #words() {
    if (this.name === "train") return matchMedia("(hover: none)").matches ? say("Press Train") : say("Press Train (or Space)");
    return this.name === "rates" ? say("Now try 0.3, then 10. Same starting weights.") : say("Next: why deep nets were hard.");
  }

  /** What the hint lets one do: the four rates, or the next experiment. */
  #act() {
    if (this.name === "rates") {
      this.chips = this.#rates().map((rate) => this.#chip(rate));
      this.#markRates(this.#facts().rate);
      return [make("span", { className: "hint-rates" }, ...this.chips)];
    }
    return this.name === "deep" ? [make("a", { className: "button small", href: this.dataset.deep, textContent: say("Open it") })] : [];
  }

  /** The rates that the menu offers first. */
  #rates() {
    return Array.from(this.instrument.querySelectorAll(".rates > :first-child > [data-use]"), ({ dataset }) => dataset.use);
  }

  #chip(rate) {
    const chip = make("button", { type: "button", className: "small", textContent: rate, dataset: { rate } });
    chip.addEventListener("click", () => this.instrument.dispatchEvent(new CustomEvent("try", { detail: { key: RATE, value: rate } })));
    return chip;
  }

  #markRates(now) {
    for (const chip of this.chips) {
      chip.disabled = chip.dataset.rate === now; // it is what runs
      chip.classList.toggle("tried", this.memory.tried.includes(chip.dataset.rate));
    }
  }

  #hide() {
    this.#remember({ ...this.memory, off: true });
    this.#show(null);
  }

  /** Below its control, inside the window, beside no other control of that height. On a phone it stands in the flow of the page. */
  #place() {
    if (this.hidden || getComputedStyle(this).position !== "absolute") return this.removeAttribute("style");
    if (this.offsetParent === null) return; // not shown at all, as on the projector
    const target = this.#target().getBoundingClientRect();
    const [from, own] = [this.offsetParent.getBoundingClientRect(), this.getBoundingClientRect()];
    const links = this.instrument.querySelector(".links-show").getBoundingClientRect();
    let left = Math.min(target.left - GAP, innerWidth - own.width - GAP);
    if (links.width && target.bottom < links.bottom && left < links.right && left + own.width > links.left - GAP) left = links.left - GAP - own.width;
    left = Math.max(GAP, left);
    this.style.left = `${left - from.left}px`;
    this.style.top = `${target.bottom + GAP - from.top}px`;
    this.style.setProperty("--arrow", `${Math.max(12, Math.min(own.width - 12, target.left + Math.min(target.width / 2, 32) - left))}px`);
  }

  #target() {
    if (this.name === "train") return this.instrument.querySelector("#train");
    if (this.name === "rates") return this.instrument.querySelector("#rate");
    const opener = document.querySelector(".site-bar [data-opens=presets]");
    return opener?.offsetWidth ? opener : this.instrument.querySelector("#xray-title");
  }

  #remember(memory) {
    if (JSON.stringify(memory) === JSON.stringify(this.memory)) return;
    this.memory = memory;
    try {
      localStorage.setItem(KEY, JSON.stringify(memory));
    } catch {
      // no storage: the hints then come again on the next visit
    }
  }
}

function recall() {
  try {
    return { ...NOTHING_YET, ...JSON.parse(localStorage.getItem(KEY)) };
  } catch {
    return NOTHING_YET;
  }
}

customElements.define("pg-hints", Hints);
