// The curves as a file: the chart as it is on show, with a title, the axes' names and what the lines are.

import { UNITS } from "../curves/axis.js";
import { ghosts } from "../curves/painting.js";
import { ink } from "../islands/island.js";
import { token } from "../theme.js";
import { say } from "../words.js";
import { drawAxes, drawLine, inPlot, onCanvas } from "./charts.js";
import { saveSheet } from "./taken.js";
import { Sheet } from "./sheet.js";

/** Save what <pg-curves> shows. */
export function takeCurves(kind, chart, name) {
  const { run, curve, metricName } = chart.scene;
  const axes = { x: UNITS[chart.axis.unit].words(), y: curve === "loss" ? say("loss") : metricName === "test_r2" ? "R²" : say("accuracy") };
  const who = run && (run.number ? say("Run {number}", { number: run.number }) : document.title.slice(0, document.title.lastIndexOf(" · "))); // a run out of a file has none, nor somebody else's
  const title = `${who ?? say("Untrained.")} · ${axes.y}`;
  return saveSheet(kind, () => framed(sketch(chart, new Sheet()), title, axes, chart, new Sheet()), { title, name });
}

function sketch(chart, canvas) {
  const u = onCanvas(chart.plot, canvas);
  drawAxes(u, chart.font);
  ghosts(u, chart.scene, chart.axis.unit, null);
  inPlot(u, (context, ratio) => {
    const [places, ...lines] = chart.plot.data;
    chart.strokes.forEach(({ colour, alpha, dash, width }, at) => {
      Object.assign(context, { strokeStyle: token(colour), globalAlpha: alpha, lineWidth: width * ratio, lineJoin: "round" });
      context.setLineDash(dash.map((part) => part * ratio));
      drawLine(u, context, places, lines[at]);
    });
  });
  chart.overlay(u);
  return canvas;
}

/** The chart with a title, the axes' names and what the lines are, on `paper`. */
function framed(figure, title, axes, { font, strokes }, paper) {
  const ratio = devicePixelRatio;
  const [pad, head, foot] = [16, ink(36), ink(28)].map((px) => px * ratio);
  Object.assign(paper, { width: figure.width + 2 * pad, height: figure.height + head + foot });
  const context = paper.getContext("2d");
  context.fillStyle = token("--surface");
  context.fillRect(0, 0, paper.width, paper.height);
  context.drawImage(figure, pad, head);
  context.textBaseline = "middle";
  context.fillStyle = token("--text");
  context.font = `600 ${font(14)}`;
  context.fillText(title, pad, head / 2);
  context.font = font(13);
  context.fillStyle = token("--muted");
  context.fillText(axes.y, pad, head - 2 * ratio);
  legend(context, pad, paper.height - foot / 2, ratio, axes.x, new Set(strokes.map(({ colour }) => colour)));
  return paper;
}

function legend(context, left, y, ratio, xName, colours) {
  const lines = [[say("training set"), "--train-curve", []], [say("test set"), "--test-curve", [6, 4]]].filter(([, colour]) => colours.has(colour));
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
