// <pg-compared-charts>: the charts of a comparison and what they share: axes, smoothing, groups, files.

import { columnsOf, titleOf } from "../compare/columns.js";
import { csvOf } from "../compare/files.js";
import { tableOf } from "../compare/numbers-table.js";
import { SETTINGS } from "../compare/groups.js";
import { UNITS } from "../curves/axis.js";
import { download } from "../curves/export.js";
import { takeButtons } from "../pictures/asked.js";
import { say } from "../words.js";
import { figureTable } from "./figure-table.js";
import { Island, make } from "./island.js";
import "./compared-curves.js";

const MOST = 6;
const BANDS = { std: () => say("± standard deviation"), ci: () => say("95 % interval of the mean"), range: () => say("least to most"), quartiles: () => say("quartiles") };

class ComparedCharts extends Island {
  start() {
    const { look } = this.scene;
    this.redrawOn("look runs state");
    this.on(this.scene, "zoom", () => this.whole.hidden === !look.zoom || this.invalidate());
    this.unit = this.#select(say("x axis"), Object.entries(UNITS).map(([value, { words }]) => [value, words()]), look.x, (x) => this.scene.choose({ x, zoom: null }));
    this.group = this.#select(say("Together"), this.#groupings(), look.group, (group) => this.scene.choose({ group }));
    this.band = this.#select(say("Band"), Object.entries(BANDS).map(([value, words]) => [value, words()]), look.band, (band) => this.scene.choose({ band }));
    this.whole = this.#button(say("× zoom"), say("Back to all of it (Esc)"), () => this.scene.choose({ zoom: null }));
    this.delta = this.#toggle("delta", say("as Δ"), say("Curves as differences from the baseline"));
    const table = figureTable(this, say("Values of the runs"), () => tableOf(this.scene));
    const more = this.#button(say("+ chart"), say("One chart more"), () => this.#add());
    this.more = more;
    this.bar = make("div", { className: "compared-tools" }, this.unit.label, this.#toggle("logy", say("log y"), say("Logarithmic y axis")), this.#toggle("logx", say("log x"), say("Logarithmic x axis")), this.#slider(), this.group.label, this.band.label, this.delta, this.whole, make("span", { className: "gap" }), more, table, make("span", { className: "files" }, this.#button("CSV", say("All numbers on show, as a file"), () => this.#csv()), ...takeButtons()));
    table.classList.remove("figure-table");
    this.charts = make("div", { className: "compared-charts" });
    this.dataset.figure = "";
    this.takeAway = (kind) => this.#take(kind);
    this.append(this.bar, this.charts);
  }

  draw() {
    const { look } = this.scene;
    const names = look.columns.join();
    if (this.names !== names) this.charts.replaceChildren(...look.columns.map((column) => make("pg-compared-curves", { dataset: { column } })));
    this.names = names;
    this.whole.hidden = !look.zoom;
    this.delta.hidden = !this.scene.base;
    this.band.label.hidden = this.scene.mode !== "groups";
    this.more.disabled = look.columns.length >= MOST;
  }

  #select(title, options, value, choose) {
    const select = make("select", { className: "plain-select" });
    select.append(...options.map(([name, words]) => make("option", { value: name, textContent: words, selected: name === value })));
    select.addEventListener("change", () => choose(select.value));
    return { select, label: make("label", { className: "chosen" }, make("span", { textContent: title }), select) };
  }

  #groupings() {
    const { labels } = this.scene;
    const alone = [["", say("each run by itself")]];
    return [...alone, [SETTINGS, say("same set-up, other seeds")], ...Object.entries(labels).filter(([key]) => !key.startsWith("edits")).map(([key, label]) => [key, say("by {setting}", { setting: label })])];
  }

  #button(text, title, act) {
    const button = make("button", { type: "button", className: "small", textContent: text, title });
    button.addEventListener("click", act);
    return button;
  }

  #toggle(name, text, title) {
    const button = this.#button(text, title, () => {
      this.scene.choose({ [name]: !this.scene.look[name] });
      button.setAttribute("aria-pressed", String(this.scene.look[name]));
    });
    button.setAttribute("aria-pressed", String(this.scene.look[name]));
    return button;
  }

  #slider() {
    const input = make("input", { type: "range", min: "0", max: "0.98", step: "0.02", value: String(this.scene.look.smooth) });
    input.addEventListener("input", () => this.scene.choose({ smooth: Number(input.value) }));
    return make("label", { className: "smooth", title: say("Smoothing: how much of the line before stays in each point") }, say("smooth"), input);
  }

  #add() {
    const { columns } = this.scene.look;
    const all = columnsOf(this.scene.runs.map(({ store }) => store.schema)).flatMap((group) => group.columns);
    const likely = ["test_loss", "test_accuracy", "test_r2", "train_loss", "grad_norm", "layer.1.grad_norm", ...all];
    const next = likely.find((column) => all.includes(column) && !columns.includes(column));
    if (next) this.scene.choose({ columns: [...columns, next] });
    this.charts.lastElementChild?.scrollIntoView({ block: "nearest" });
  }

  #csv() {
    download(new Blob([csvOf(this.scene)], { type: "text/csv" }), `${fileName(this.scene.look.columns)}.csv`);
  }

  /** A file a chart. */
  async #take(kind) {
    const { take } = await import("../pictures/taken.js");
    const unit = UNITS[this.scene.look.x].words();
    for (const chart of this.charts.children) {
      const { column } = chart.dataset;
      if (chart.plot) await take(kind, (canvas) => chart.sketch(canvas), { title: `${titleOf(column)} · ${unit}`, family: getComputedStyle(this).fontFamily, name: fileName([column]) });
    }
  }
}

function fileName(columns) {
  return `${say("comparison")}-${columns.map((column) => titleOf(column)).join("-").replaceAll(/[^\p{L}\p{N}]+/gu, "-")}`;
}

customElements.define("pg-compared-charts", ComparedCharts);
