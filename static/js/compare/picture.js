// What a chart of a comparison draws: a line a run, a band a group, or one band of all where there are too many; and the axes around them.

import { decades, linearLoss } from "../curves/ranges.js";
import { isShare } from "./columns.js";
import { at, banded, gridOf, less } from "./resampled.js";

const GRID = 300; // places of a band

export class Picture {
  #less = new Map(); // run → {key, line}: its line less the pinned one's

  constructor(scene, column) {
    this.scene = scene;
    this.column = column;
  }

  /** [{run, slot, line: {x, y}}…] of the shown runs that have the column; `came()` when more is known. */
  lines(came) {
    const { x: unit, smooth, delta } = this.scene.look;
    const made = (run) => run.line(this.column, { unit, smooth }, came);
    const found = this.scene.shown.flatMap((run) => ((line) => (line ? [{ run, slot: run.slot, line }] : []))(made(run)));
    const { base } = this.scene;
    const against = delta && base ? made(base) : null;
    return against ? found.map((one) => ({ ...one, line: this.#difference(one, base, against) })) : found;
  }

  #difference({ run, line }, base, against) {
    const key = [run.version, base.key, base.version, this.scene.look.x, this.scene.look.smooth, line.x.at(-1), against.x.at(-1)].join();
    if (this.#less.get(run)?.key !== key) this.#less.set(run, { key, line: less(line, against) });
    return this.#less.get(run).line;
  }

  /** Where the x axis ends: what is planned in epochs, otherwise the farthest any line has come. */
  end(lines, grain) {
    if (this.scene.look.x === "epoch") return this.scene.planned;
    return Math.max(grain, ...lines.map(({ line }) => line.x.at(-1) ?? 0));
  }

  /** Bands of what is in sight: [{name, slot, runs, grid, middle, low, high, inner, count}…]. */
  bands(lines, [first, last]) {
    const { scene } = this;
    const grid = gridOf(first, last, GRID, scene.look.logx);
    const of = (runs) => lines.filter(({ run }) => runs.includes(run)).map(({ line }) => line);
    if (scene.mode === "bands") return [{ name: "", slot: 0, runs: scene.shown, grid, ...banded(of(scene.shown), grid, "quartiles") }];
    return scene.groups.map(({ name, short, runs }, slot) => ({ name, short, slot, runs, grid, ...banded(of(runs), grid, scene.look.band) }));
  }

  /** [low, high] of the y axis around what is in sight. */
  range(drawn, [first, last], log) {
    let [least, most] = [Infinity, -Infinity];
    const see = (values, from, to) => {
      for (let index = from; index <= to; index += 1) {
        const value = values[index];
        if (value - value !== 0 || (log && !(value > 0))) continue;
        if (value < least) least = value;
        if (value > most) most = value;
      }
    };
    for (const { line } of drawn.lines ?? []) see(line.y, Math.max(0, at(line.x, first)), Math.min(line.x.length - 1, at(line.x, last) + 1));
    for (const { grid, low, high } of drawn.bands ?? []) for (const one of [low, high]) see(one, 0, grid.length - 1);
    if (log) return least > most ? [0.1, 1] : decades(least, most);
    if (least > most) return [0, 1];
    if (this.scene.look.delta && this.scene.base) return padded(Math.min(0, least), Math.max(0, most));
    if (isShare(this.column) && least >= 0) return [0, 1];
    if (this.column.endsWith("_loss") && least >= 0) return linearLoss(most, this.#first(drawn));
    return padded(least >= 0 ? 0 : least, most);
  }

  /** The median of what the lines begin with: one that explodes leaves through the top, it does not flatten the others. */
  #first(drawn) {
    const begun = (drawn.lines ?? []).map(({ line }) => line.y[0]).filter(Number.isFinite).sort((a, b) => a - b);
    return begun[begun.length >> 1] ?? Infinity;
  }
}

function padded(low, high) {
  const air = 0.06 * (high - low || Math.abs(high) || 1);
  return [low === 0 ? 0 : low - air, high + air];
}
