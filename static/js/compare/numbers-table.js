// The numbers of a comparison as a table: what each shown run came to, in every column on show.

import { readout } from "../format.js";
import { say } from "../words.js";
import { titleOf } from "./columns.js";
import { valueAt } from "./resampled.js";

/** {head, rows} for islands/figure-table.js: values at the crosshair where it stands, else at each run's end. */
export function tableOf(scene) {
  const { columns, x: unit, smooth } = scene.look;
  const head = [say("Run"), say("Epochs"), ...columns.map(titleOf)];
  const rows = scene.shown.map((run) => [run.name, run.newest, ...columns.map((column) => readout(valueOf(scene, run, column, { unit, smooth })))]);
  return { head, rows };
}

/** What a run's column says at the crosshair, or at its end where there is none; NaN where it says nothing. */
export function valueOf(scene, run, column, { unit = scene.look.x, smooth = scene.look.smooth } = {}) {
  const line = run.line(column, { unit, smooth });
  if (!line) return NaN;
  return scene.hover === null ? line.y.at(-1) : valueAt(line, scene.hover);
}
