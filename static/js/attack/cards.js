// The examples that fall first, one card each: before, change and after of a picture; curves of a sequence; numbers of a row.

import { signed } from "../colour.js";
import { readout } from "../format.js";
import { className } from "../islands/confusion.js";
import { cleared, drawOn, make, write } from "../islands/island.js";
import { drawInk } from "../pictures/ink.js";
import { theme, token } from "../theme.js";
import { named, say } from "../words.js";

const SIDE = 88; // px of one picture
const STRIP = 280; // px along a sequence

/** Cards of `result.worst` in `box`: {draw(at, method)}. */
export function cardsOf(result, box) {
  const kind = result.unit === "ink" ? pictures : result.shape.length === 2 ? sequences : rows;
  const cards = result.worst.map((example) => {
    const word = make("p");
    const body = make("div", { className: "moved" });
    const card = { word, draw: kind(result, example, body), example };
    box.append(make("article", { className: "fallen" }, word, body));
    return card;
  });
  return {
    draw(at, method) {
      for (const { word, draw, example } of cards) {
        write(word, caption(result, example, example.called[method][at]));
        word.dataset.right = String(example.called[method][at] === example.is);
        draw(at, method);
      }
    },
  };
}

/** What a test point is and what it is called, in words. */
export function caption({ task, classes }, { number, is }, called) {
  if (task === "regression") return say("Test point {number}: {is}, called {called}", { number, is: readout(is), called: readout(called) });
  const [right, answer] = [named(className(classes, is)), named(className(classes, called))];
  return is === called ? say("Test point {number}: ✓ {is}", { number, is: right }) : say("Test point {number}: ✕ {is}, called {called}", { number, is: right, called: answer });
}

function pictures({ epsilons, worst }, example, body) {
  const pixels = Object.fromEntries(Object.entries(example.places).map(([method, text]) => [method, Uint8Array.from(atob(text), (char) => char.charCodeAt(0))]));
  const count = pixels.pgd.length / epsilons.length;
  const side = Math.round(Math.sqrt(count));
  const size = { height: side, width: side, most: 255 };
  const canvases = [say("before"), say("change"), say("after")].map((name) => {
    const canvas = make("canvas", { role: "img" });
    canvas.setAttribute("aria-label", name);
    body.append(make("figure", {}, canvas, make("figcaption", {}, name)));
    return canvas;
  });
  return (at, method) => {
    const here = (place) => pixels[method].subarray(place * count, (place + 1) * count);
    const [before, after] = [here(0), here(at)];
    const inked = (levels) => (context) => drawInk(context, levels, size, { x: 0, y: 0, side: SIDE }, token("--text"));
    const change = (context) => {
      const [step, most, now] = [SIDE / side, 255 * epsilons.at(-1), theme()];
      before.forEach((level, place) => {
        context.fillStyle = signed((after[place] - level) / most, now);
        context.fillRect((place % side) * step, Math.floor(place / side) * step, step + 0.5, step + 0.5);
      });
    };
    [inked(before), change, inked(after)].forEach((draw, place) => drawOn(canvases[place], (on) => draw(cleared(on, SIDE, SIDE))));
  };
}

function sequences({ shape: [steps, features] }, example, body) {
  const canvas = make("canvas", { role: "img" });
  body.append(canvas);
  canvas.setAttribute("aria-label", say("The sequence before (grey) and after"));
  const every = Object.values(example.places).flat(2);
  const [low, high] = [Math.min(...every), Math.max(...every)];
  return (at, method) => {
    const lane = features === 1 ? 72 : 22; // a lane for each symbol
    drawOn(canvas, (on) => {
      const context = cleared(on, STRIP, lane * features);
      for (const [place, colour, width] of [[0, token("--muted"), 3], [at, token("--text"), 1.5]]) {
        for (let feature = 0; feature < features; feature++) {
          context.beginPath();
          for (let step = 0; step < steps; step++) {
            const share = (example.places[method][place][step * features + feature] - low) / (high - low || 1);
            context.lineTo(2 + (step / Math.max(1, steps - 1)) * (STRIP - 4), (feature + 1) * lane - 3 - share * (lane - 6));
          }
          Object.assign(context, { strokeStyle: colour, lineWidth: width });
          context.stroke();
        }
      }
    });
  };
}

function rows({ names }, example, body) {
  const cells = names.map((name) => {
    const after = make("td");
    return { after, row: make("tr", {}, make("th", { scope: "row" }, named(name)), make("td", {}, readout(example.places.pgd[0][names.indexOf(name)])), after) };
  });
  const head = make("thead", {}, make("tr", {}, ...["", say("before"), say("after")].map((text) => make("th", { scope: "col" }, text))));
  const scroll = make("div", { className: "scroll-x rows", tabIndex: 0 }, make("table", { className: "figures" }, head, make("tbody", {}, ...cells.map(({ row }) => row))));
  body.append(scroll);
  return (at, method) => cells.forEach(({ after }, place) => write(after, readout(example.places[method][at][place])));
}
