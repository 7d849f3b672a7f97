// The plane under attack: what the network says everywhere, and every test point on its way from where it stood.

import { signed } from "../colour.js";
import { drawPoint } from "../maps/points.js";
import { theme, token } from "../theme.js";

const SOFT = 0.45; // how strongly the map is tinted: points and lines stand out on it

/** The classes all over the plane, softly, into a square of `side` px. */
export function drawClasses(context, side, { side: cells, cells: said }) {
  const [now, [halo, third]] = [theme(), ["--surface", "--third"].map(token)];
  const colours = [signed(-1, now), signed(1, now), third];
  context.fillStyle = halo;
  context.fillRect(0, 0, side, side);
  context.globalAlpha = SOFT;
  const step = side / cells;
  said.forEach((kind, place) => {
    context.fillStyle = colours[kind % 3];
    const [left, right] = [place % cells, (place % cells) + 1].map((at) => Math.round(at * step)); // whole pixels, side by side:
    const [top, bottom] = [Math.floor(place / cells), Math.floor(place / cells) + 1].map((at) => Math.round(at * step)); // no seams
    context.fillRect(left, top, right - left, bottom - top);
  });
  context.globalAlpha = 1;
}

/** Where a point of the plane stands in such a square: (point) → [x, y] in px. */
export function spotOn({ middle, half }, side) {
  return ([x, y]) => [((x - middle[0]) / half + 1) * (side / 2), (1 - (y - middle[1]) / half) * (side / 2)];
}

/** Draw into a square of `side` px; returns how many points get another answer than they had. */
export function drawMoved(context, side, plane, { at, method }) {
  const { is, called, places } = plane;
  const [now, [end, halo, third]] = [theme(), ["--text", "--surface", "--third"].map(token)];
  drawClasses(context, side, plane);
  const spot = spotOn(plane, side);
  let changed = 0;
  is.forEach((target, number) => {
    const [before, after] = [spot(places[method][0][number]), spot(places[method][at][number])];
    const turned = called[method][at][number] !== called[method][0][number];
    changed += turned;
    context.strokeStyle = end;
    context.lineWidth = turned ? 1.5 : 0.75;
    context.beginPath();
    context.moveTo(...before);
    context.lineTo(...after);
    context.stroke();
    if (at) drawPoint(context, ...before, 2, { target, hollow: true }, { halo, third, theme: now });
    drawPoint(context, ...after, 3, { target, hollow: false }, { halo, third, theme: now });
    if (!turned) return;
    context.beginPath();
    context.arc(...after, 7, 0, 2 * Math.PI);
    context.strokeStyle = end;
    context.lineWidth = 1.5;
    context.stroke();
  });
  return changed;
}
