// What zooms and moves the x axis of a comparison's charts, all of them at once: a dragged range, a held Shift, the wheel, keys.

import { zoomed } from "../curves/ranges.js";
import { scaled, shifted } from "./zooming.js";

const SETTLE = 160; // ms after the last movement: then it is drawn in full
const CHARTS = "pg-compared-curves";

export class Steering {
  /** `chart`: the island that is steered, with its scene, plot, end, grain, places() and leave(). */
  constructor(chart) {
    this.chart = chart;
  }

  stop() {
    clearTimeout(this.settling);
  }

  /** Show a range of the x axis, or null: all of it. While it moves it is drawn in a hurry, and in full once it rests. */
  show(zoom) {
    const { chart } = this;
    for (const one of chart.parentElement.querySelectorAll(CHARTS)) one.moving = true;
    chart.leave();
    chart.scene.zoom(zoom);
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      for (const one of chart.parentElement?.querySelectorAll(CHARTS) ?? []) one.moving = false;
      chart.scene.write();
      chart.scene.tell("zoom");
    }, SETTLE);
  }

  /** A range was dragged over: look at it. */
  dragged(u) {
    const { end, grain } = this.chart;
    const { left, width } = u.select;
    if (!width) return;
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    const found = zoomed(...[left, left + width].map((px) => u.posToVal(px, "x") / grain), end / grain);
    if (found) this.show(found.map((place) => place * grain));
  }

  /** Held with Shift: what is seen moves along. */
  grab(event) {
    const { width } = this.chart.plot.over.getBoundingClientRect();
    let before = event.clientX;
    const move = ({ clientX }) => {
      this.#shift((before - clientX) / width);
      before = clientX;
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", () => removeEventListener("pointermove", move), { once: true });
  }

  wheel(event) {
    const { plot, scene } = this.chart;
    if (!plot) return;
    const { left, width } = plot.over.getBoundingClientRect();
    const zooms = event.ctrlKey || event.metaKey;
    if (!zooms && !(scene.look.zoom && Math.abs(event.deltaX) > Math.abs(event.deltaY))) return;
    event.preventDefault();
    if (zooms) this.#scale((event.clientX - left) / width, 1.002 ** event.deltaY);
    else this.#shift(event.deltaX / width);
  }

  key(event) {
    const { chart } = this;
    const { hover, look } = chart.scene;
    const [first, last] = chart.places();
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (way && event.shiftKey) look.zoom ? this.#shift(way / 10) : this.show(null);
    else if (way) chart.scene.setHover(Math.max(first, Math.min(last, (hover ?? (way > 0 ? first : last)) + way * Math.max((last - first) / 100, chart.grain))));
    else if (event.key === "+" || event.key === "-") this.#scale(hover === null ? 0.5 : (hover - first) / (last - first), event.key === "+" ? 0.8 : 1.25);
    else if (event.key === "Escape") this.show(null);
    else return;
    event.preventDefault();
  }

  #shift(share) {
    this.show(shifted(this.chart.places(), share, this.#reach));
  }

  #scale(around, factor) {
    this.show(scaled(this.chart.places(), around, factor, this.#reach));
  }

  get #reach() {
    const { end, grain, scene } = this.chart;
    return { end, grain, log: scene.look.logx };
  }
}
