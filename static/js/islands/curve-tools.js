// The chart's own controls: log axes, smoothing, back from a zoom, and a menu with files and the table.

import { UNITS } from "../curves/axis.js";
import { setLook } from "../instrument/address.js";
import { recalled, remember } from "../instrument/choices.js";
import { say } from "../words.js";
import { make } from "./island.js";

export class CurveTools {
  choices = { x: "epoch", logY: false, logX: false, smooth: 0, ...recalled("curves", {}) };

  /** `changed()` after every choice; `acts`: {axis, whole, csv, table, compare, comparable} of the chart. */
  constructor(chart, changed, acts) {
    this.changed = changed;
    const asked = new URLSearchParams(location.search).get("x");
    if (asked in UNITS) this.choices.x = asked;
    if (!(this.choices.x in UNITS)) this.choices.x = "epoch"; // what is remembered may be another version's
    else if (asked !== this.choices.x) tellAddress(this.choices.x);
    this.menu = make("div", { className: "menu curve-menu", id: "curve-menu", popover: "auto" });
    const more = make("button", { type: "button", className: "small more", textContent: "⋯", title: say("More") });
    more.setAttribute("popovertarget", this.menu.id);
    more.setAttribute("aria-label", say("Curves: more"));
    this.whole = make("button", { type: "button", className: "small", textContent: say("× zoom"), title: say("Back to the whole run (double click, Esc)"), hidden: true });
    this.whole.addEventListener("click", () => acts.whole());
    this.options = [this.#toggle("logY", say("log y"), say("Logarithmic losses, whole decades")), this.#toggle("logX", say("log x"), say("Logarithmic x axis")), this.#unit(acts), this.#slider()];
    this.bar = make("div", { className: "curve-tools" }, this.whole, more);
    const files = [[say("CSV, all numbers"), acts.csv], [say("PNG, the picture"), null, "png"], [say("SVG, for print"), null, "svg"], [say("Table"), acts.table]];
    this.compare = this.#entry(say("Compare with the runs before"), acts.compare);
    this.menu.append(...files.map((one) => this.#entry(...one)), this.compare);
    this.menu.addEventListener("beforetoggle", () => (this.compare.hidden = !acts.comparable()));
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

  /** What lies to the right. Another unit is another axis, so a zoom goes. */
  #unit(acts) {
    const select = make("select", { className: "small", dataset: { name: "x" } });
    for (const [name, { words }] of Object.entries(UNITS)) select.append(make("option", { value: name, textContent: words() }));
    select.value = this.choices.x;
    select.setAttribute("aria-label", say("x axis"));
    const show = () => (select.title = UNITS[select.value].title());
    this.unknown = make("span", { className: "unknown", textContent: say("not known here: epochs"), hidden: true });
    select.addEventListener("change", () => {
      this.#choose("x", select.value);
      tellAddress(select.value);
      show();
      acts.axis();
    });
    show();
    return make("span", { className: "unit" }, select, this.unknown);
  }

  #slider() {
    const input = make("input", { type: "range", min: "0", max: "0.98", step: "0.02", value: String(this.choices.smooth) });
    const label = make("label", { className: "smooth", title: say("Smoothing: how much of the line before stays in each point") }, say("smooth"), input);
    input.addEventListener("input", () => this.#choose("smooth", Number(input.value)));
    return label;
  }

  #entry(text, act, take) {
    const button = make("button", { type: "button", textContent: text, dataset: take ? { take, of: "pg-curves" } : {} });
    button.addEventListener("click", () => {
      this.menu.hidePopover();
      act?.();
    });
    return button;
  }

  /** Say so where this run lacks the numbers of the axis chosen. */
  tell(unknown) {
    this.unknown.hidden = !unknown;
  }

  #choose(name, value) {
    this.choices[name] = value;
    remember("curves", this.choices);
    this.changed();
  }
}

/** The address says what lies to the right, where that is not the epochs. */
function tellAddress(unit) {
  setLook("x", unit === "epoch" ? null : unit);
}
