// What can be taken away from the curves: all numbers as CSV, the picture as PNG or SVG, the numbers on show as a table.

import { csvOf, download } from "../curves/export.js";
import { ghostName } from "../curves/painting.js";
import { readout } from "../format.js";
import { say } from "../words.js";

export class CurveFiles {
  #scene;

  constructor(scene) {
    this.#scene = scene;
  }

  csv() {
    const { length, store } = this.#scene;
    if (!length) return;
    download(new Blob([csvOf(store.schema, (name) => this.#scene.column(name))], { type: "text/csv" }), `${this.#name}.csv`);
  }

  /** The chart as a picture; few visits ask for one. */
  async take(kind, chart) {
    return (await import("../pictures/curves.js")).takeCurves(kind, chart, this.#name);
  }

  /** {head, rows}: losses and metrics by epoch, and the ghosts' test losses beside them. */
  table() {
    const scene = this.#scene;
    const metrics = scene.metricName === "test_r2" ? ["test_r2"] : ["train_accuracy", "test_accuracy"];
    const words = metrics.length === 2 ? [say("Train accuracy"), say("Test accuracy")] : ["R²"];
    const head = [say("Epoch"), say("Train loss"), say("Test loss"), ...words, ...scene.ghosts.map(ghostName)];
    const rows = Array.from(scene.column("epoch"), (epoch, at) => [
      epoch,
      ...["train_loss", "test_loss", ...metrics].map((name) => readout(scene.column(name)[at])),
      ...scene.ghosts.map((ghost) => readout(ghost.test[ghost.epochs.indexOf(epoch)])),
    ]);
    return { head, rows };
  }

  get #name() {
    return this.#scene.run?.number ? `run-${this.#scene.run.number}` : "run";
  }
}
