// A run's numbers and picture as files: every recorded column with full precision, and the chart with title and axes.

import { token } from "../theme.js";
import { say } from "../words.js";

/** All records as CSV, epoch first. Numbers are written so that reading them back gives the very same ones. */
export function csvOf(schema, column) {
  const names = ["epoch", ...schema.columns.map(([name]) => name).filter((name) => name !== "epoch")];
  const columns = names.map((name) => column(name));
  const lines = Array.from(columns[0], (_, at) => columns.map((values) => String(values[at])).join(","));
  return [names.join(","), ...lines, ""].join("\n");
}

/** The chart on the theme's background, with a title, the axes' names and what the lines are: a canvas. */
export function pictureOf(chart, title, axes, font) {
  const ratio = devicePixelRatio;
  const [pad, head, foot] = [16 * ratio, 36 * ratio, 28 * ratio];
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: chart.width + 2 * pad, height: chart.height + head + foot });
  const context = canvas.getContext("2d");
  context.fillStyle = token("--surface");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(chart, pad, head);
  context.textBaseline = "middle";
  context.fillStyle = token("--text");
  context.font = `600 ${font(14)}`;
  context.fillText(title, pad, head / 2);
  context.font = font(13);
  context.fillStyle = token("--muted");
  context.fillText(axes.y, pad, head - 2 * ratio);
  legend(context, pad, canvas.height - foot / 2, ratio, axes.x);
  return canvas;
}

function legend(context, left, y, ratio, xName) {
  const lines = [[say("training set"), "--train-curve", []], [say("test set"), "--test-curve", [6, 4]]];
  let x = left;
  for (const [word, colour, dash] of lines) {
    context.strokeStyle = token(colour);
    context.lineWidth = 1.75 * ratio;
    context.setLineDash(dash.map((part) => part * ratio));
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + 28 * ratio, y);
    context.stroke();
    context.fillStyle = token("--text-2");
    context.fillText(word, x + 34 * ratio, y);
    x += 34 * ratio + context.measureText(word).width + 20 * ratio;
  }
  context.setLineDash([]);
  context.fillStyle = token("--muted");
  context.fillText(xName, x, y);
}

/** Offer bytes as a file. */
export function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
