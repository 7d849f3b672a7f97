// What an answer rests on, one card a test point: a picture beside its map, a sequence over bars, the inputs of a row as bars.

import { caption } from "../attack/cards.js";
import { signed } from "../colour.js";
import { featureName, readout } from "../format.js";
import { cleared, drawOn, make, write } from "../islands/island.js";
import { drawInk } from "../pictures/ink.js";
import { theme, token } from "../theme.js";
import { say } from "../words.js";

const SIDE = 96; // px of one picture
const STRIP = 280; // px along a sequence
const BARS = 56; // px of the bars below it
const BAR = 120; // px of the bars of a row

/** Cards of `result.examples` in `box`: {draw(method)}. */
export function cardsOf(result, box) {
  const kind = result.unit === "ink" ? picture : result.names.length ? row : sequence;
  const cards = result.examples.map((example) => {
    const [word, body, sums] = [make("p", {}, caption(result, example, example.called)), make("div", { className: "moved" }), make("p", { className: "aside" })];
    word.dataset.right = String(result.task === "regression" || example.called === example.is);
    box.append(make("article", { className: "fallen" }, word, body, sums));
    return { example, sums, draw: kind(result, example, body) };
  });
  return {
    draw(method) {
      for (const { example, sums, draw } of cards) {
        draw(method);
        write(sums, method === "integrated" ? say("sum {sum}, f(x) − f(baseline) {difference}", { sum: readout(example.sum), difference: readout(example.difference) }) : `f(x) ${readout(example.output)}`);
      }
    },
  };
}

/** Signed shares −1…1 of the largest cell of a map. */
function shares({ most, cells }) {
  if (typeof cells === "string") return Int8Array.from(atob(cells), (char) => char.charCodeAt(0)).map(Number);
  return cells.map((value) => (most ? value / most : 0));
}

function picture({ shape: [, height, width] }, example, body) {
  const seen = Uint8Array.from(atob(example.seen), (char) => char.charCodeAt(0));
  const maps = Object.fromEntries(Object.entries(example.maps).map(([method, map]) => [method, shares(map)]));
  const canvases = [say("seen"), say("rests on")].map((name) => {
    const canvas = make("canvas", { role: "img" });
    canvas.setAttribute("aria-label", name);
    body.append(make("figure", {}, canvas, make("figcaption", {}, name)));
    return canvas;
  });
  return (method) => {
    const inked = (context, levels, most) => drawInk(context, levels, { height, width, most }, { x: 0, y: 0, side: SIDE }, token("--text"));
    drawOn(canvases[0], (on) => inked(cleared(on, SIDE, SIDE), seen, 255));
    drawOn(canvases[1], (on) => {
      const map = cleared(on, SIDE, SIDE);
      if (method === "saliency") return inked(map, maps[method], 127);
      const [now, step] = [theme(), SIDE / width];
      maps[method].forEach((value, at) => {
        map.fillStyle = signed(value / 127, now);
        map.fillRect((at % width) * step, Math.floor(at / width) * step, step + 0.5, step + 0.5);
      });
    });
  };
}

function sequence({ shape: [steps, features] }, example, body) {
  const canvas = make("canvas", { role: "img" });
  body.append(canvas);
  const lane = features === 1 ? 64 : 10;
  const [low, high] = [Math.min(...example.seen), Math.max(...example.seen)];
  const level = (step, feature) => (example.seen[step * features + feature] - low) / (high - low || 1);
  const wide = (STRIP - 2) / steps;
  const draw = (context, top, values, method) => {
    if (features === 1) line(context, steps, (step) => [(step + 0.5) * wide + 1, lane - 4 - level(step, 0) * (lane - 8)]);
    else {
      context.fillStyle = token("--text");
      for (let step = 0; step < steps; step++)
        for (let feature = 0; feature < features; feature++) {
          context.globalAlpha = level(step, feature);
          context.fillRect(step * wide + 1, feature * lane, Math.max(1, wide - 1), lane - 2);
        }
      context.globalAlpha = 1;
    }
    const least = values.some((value) => value < 0);
    const [zero, reach] = least ? [top + BARS / 2, BARS / 2 - 1] : [top + BARS - 1, BARS - 2];
    values.forEach((value, step) => {
      context.fillStyle = method === "saliency" ? token("--text") : signed(Math.sign(value), theme());
      context.fillRect(step * wide + 1, zero - Math.max(0, value) * reach, Math.max(1, wide - 1), Math.abs(value) * reach);
    });
    context.fillStyle = token("--muted");
    context.fillRect(0, zero, STRIP, 1);
  };
  return (method) => {
    const [top, values] = [lane * features + 8, shares(example.maps[method])];
    drawOn(canvas, (on) => draw(cleared(on, STRIP, top + BARS), top, values, method));
    const largest = values.reduce((best, value, step) => (Math.abs(value) > Math.abs(values[best]) ? step : best), 0);
    canvas.setAttribute("aria-label", say("The sequence, and below it what each step has to do with the answer: most step {step}.", { step: largest + 1 }));
  };
}

function line(context, steps, spot) {
  context.beginPath();
  for (let step = 0; step < steps; step++) context.lineTo(...spot(step));
  Object.assign(context, { strokeStyle: token("--text"), lineWidth: 1.5 });
  context.stroke();
}

function row({ names }, example, body) {
  const weight = example.maps.integrated.cells.map(Math.abs);
  const order = names.map((_, at) => at).sort((a, b) => weight[b] - weight[a]); // what counts most stands first, whatever is asked
  const cells = order.map((at) => {
    const [canvas, figure] = [make("canvas", { ariaHidden: "true" }), make("td")];
    return { at, canvas, figure, line: make("tr", {}, make("th", { scope: "row" }, featureName(names[at])), make("td", {}, readout(example.seen[at])), make("td", { className: "bar" }, canvas), figure) };
  });
  const head = make("thead", {}, make("tr", {}, ...[say("input"), say("value"), "", say("of the answer")].map((text) => make("th", { scope: "col" }, text))));
  body.append(make("div", { className: "scroll-x rows", tabIndex: 0 }, make("table", { className: "figures" }, head, make("tbody", {}, ...cells.map((one) => one.line)))));
  return (method) => {
    const values = shares(example.maps[method]);
    for (const { at, canvas, figure } of cells) {
      write(figure, readout(example.maps[method].cells[at]));
      const [zero, reach] = method === "saliency" ? [0, BAR] : [BAR / 2, BAR / 2];
      drawOn(canvas, (on) => {
        const context = cleared(on, BAR, 14);
        context.fillStyle = method === "saliency" ? token("--text") : signed(Math.sign(values[at]), theme());
        context.fillRect(zero + Math.min(0, values[at]) * reach, 2, Math.abs(values[at]) * reach, 10);
        context.fillStyle = token("--muted");
        context.fillRect(Math.min(zero, BAR - 1), 0, 1, 14);
      });
    }
  };
}
