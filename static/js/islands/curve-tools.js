// The chart's own controls: log axes, smoothing, back from a zoom, and a menu with files and the table.

import { recalled, remember } from "../instrument/choices.js";
import { say } from "../words.js";
import { make } from "./island.js";

export class CurveTools {
  choices = { logY: false, logX: false, smooth: 0, ...recalled("curves", {}) };

  /** `changed()` after every choice; `acts`: {whole, csv, png, table} of the chart. */
  constructor(chart, changed, acts) {
    this.changed = changed;
    this.menu = make("div", { className: "menu curve-menu", id: "curve-menu", popover: "auto" });
    const more = make("button", { type: "button", className: "small more", textContent: "⋯", title: say("More") });
    more.setAttribute("popovertarget", this.menu.id);
    more.setAttribute("aria-label", say("Curves: more"));
    this.whole = make("button", { type: "button", className: "small", textContent: say("× zoom"), title: say("Back to the whole run (double click, Esc)"), hidden: true });
    this.whole.addEventListener("click", () => acts.whole());
    this.options = [this.#toggle("logY", say("log y"), say("Logarithmic losses, whole decades")), this.#toggle("logX", say("log x"), say("Logarithmic epochs")), this.#slider()];
    this.bar = make("div", { className: "curve-tools" }, this.whole, more);
    const files = [[say("CSV, all numbers"), acts.csv], [say("PNG, the picture"), acts.png], [say("Table"), acts.table]];
    this.menu.append(...files.map(([text, act]) => this.#entry(text, act)));
    this.narrow = matchMedia("(max-width: 639px), (pointer: coarse)");
    this.narrow.addEventListener("change", () => this.#place());
    this.#place();
    chart.append(this.bar, this.menu);
  }

  /** On touch there is room for one button only: everything else goes into its menu. */
  #place() {
    if (this.narrow.matches) this.menu.prepend(...this.options);
    else this.bar.prepend(...this.options);
  }

  #toggle(name, text, title) {
    const button = make("button", { type: "button", className: "small", textContent: text, title, dataset: { name } });
    const show = () => button.setAttribute("aria-pressed", String(this.choices[name]));
    button.addEventListener("click", () => {
      this.#choose(name, !this.choices[name]);
      show();
    });
    show();
    return button;
  }

  #slider() {
    const input = make("input", { type: "range", min: "0", max: "0.98", step: "0.02", value: String(this.choices.smooth) });
    const label = make("label", { className: "smooth", title: say("Smoothing: how much of the line before stays in each point") }, say("smooth"), input);
    input.addEventListener("input", () => this.#choose("smooth", Number(input.value)));
    return label;
  }

  #entry(text, act) {
    const button = make("button", { type: "button", textContent: text });
    button.addEventListener("click", () => {
      this.menu.hidePopover();
      act();
    });
    return button;
  }

  #choose(name, value) {
    this.choices[name] = value;
    remember("curves", this.choices);
    this.changed();
  }
}
