// What a comparison shows as a file: a line a record of each shown run, or a line a place of each group.

import { Picture } from "./picture.js";

const quoted = (text) => (/[",\n]/.test(String(text)) ? `"${String(text).replaceAll('"', '""')}"` : String(text));

/** CSV of what is on show. Numbers are written so that reading them back gives the very same ones. */
export function csvOf(scene) {
  return scene.mode === "groups" ? bandsCsv(scene) : linesCsv(scene);
}

function linesCsv(scene) {
  const { columns, x: unit } = scene.look;
  const head = ["run", "epoch", ...(unit === "epoch" ? [] : [unit]), ...columns];
  const rows = scene.shown.flatMap((run) => {
    const axis = run.axis(unit);
    const places = unit === "epoch" ? [] : [axis.unit === unit ? axis.x : []];
    const values = [run.column("epoch"), ...places, ...columns.map((column) => run.column(column))];
    return Array.from(run.column("epoch"), (_, at) => [quoted(run.name), ...values.map((one) => (one[at] === undefined ? "" : String(one[at])))].join(","));
  });
  return [head.join(","), ...rows, ""].join("\n");
}

function bandsCsv(scene) {
  const head = ["group", "column", scene.look.x, "runs", "middle", "low", "high"];
  const rows = scene.look.columns.flatMap((column) => {
    const picture = new Picture(scene, column);
    const lines = picture.lines(() => {});
    const end = picture.end(lines, 1);
    const range = scene.look.zoom ?? [scene.look.logx ? 1 : 0, end];
    return picture.bands(lines, range).flatMap(({ name, grid, middle, low, high, count }) => Array.from(grid, (place, at) => (count[at] ? [quoted(name), column, place, count[at], middle[at], low[at], high[at]].join(",") : null)).filter(Boolean));
  });
  return [head.join(","), ...rows, ""].join("\n");
}
