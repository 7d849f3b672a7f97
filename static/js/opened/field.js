// The gradient of the answer over the plane: at each test point an arrow to where the network gets surer of what it says there.

import { drawClasses, spotOn } from "../attack/plane.js";
import { drawPoint } from "../maps/points.js";
import { theme, token } from "../theme.js";

const LONG = 24; // px of a long arrow
const USUAL = 0.9; // the share of arrows that are no longer than that

/** Draw into a square of `side` px. `numbers`: what the chosen points are called in the cards. */
export function drawField(context, side, plane, numbers) {
  const [ink, halo, third] = ["--text", "--surface", "--third"].map(token);
  drawClasses(context, side, plane);
  const spot = spotOn(plane, side);
  const sizes = plane.arrows.map(([x, y]) => Math.hypot(x, y)).sort((a, b) => a - b);
  const scale = LONG / (sizes[Math.floor(USUAL * (sizes.length - 1))] || 1);
  plane.points.forEach((point, number) => {
    const [x, y] = spot(point);
    const [right, up] = plane.arrows[number];
    const size = Math.hypot(right, up) * scale;
    const shrink = size > 1.5 * LONG ? (1.5 * LONG) / size : 1;
    arrow(context, [x, y], [x + right * scale * shrink, y - up * scale * shrink], ink);
    drawPoint(context, x, y, 2.5, { target: plane.is[number], hollow: false }, { halo, third, theme: theme() });
  });
  Object.assign(context, { strokeStyle: ink, lineWidth: 1.5 });
  plane.chosen.forEach((point, place) => {
    context.beginPath();
    context.arc(...spot(point), 7, 0, 2 * Math.PI);
    context.stroke();
    name(context, String(numbers[place]), spot(point), side, { ink, halo });
  });
  const [x, y] = spot(plane.empty);
  context.beginPath();
  for (const [a, b] of [[-5, -5], [-5, 5]]) {
    context.moveTo(x + a, y + b);
    context.lineTo(x - a, y - b);
  }
  context.lineWidth = 2.5;
  context.stroke();
}

/** A number beside a ring, on the side where there is room. */
function name(context, text, [x, y], side, { ink, halo }) {
  context.font = "600 12px system-ui, sans-serif";
  context.textAlign = x > side - 32 ? "right" : "left";
  const place = [x + (x > side - 32 ? -10 : 10), Math.max(12, y - 4)];
  Object.assign(context, { strokeStyle: halo, lineWidth: 3, fillStyle: ink, lineJoin: "round" });
  context.strokeText(text, ...place);
  context.fillText(text, ...place);
  Object.assign(context, { strokeStyle: ink, lineWidth: 1.5 });
}

function arrow(context, from, to, colour) {
  const [across, down] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(across, down);
  if (length < 1) return;
  const [a, b] = [across / length, down / length];
  const head = Math.min(5, length / 2);
  Object.assign(context, { strokeStyle: colour, lineWidth: 1 });
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.lineTo(to[0] - head * (a + 0.5 * b), to[1] - head * (b - 0.5 * a));
  context.moveTo(...to);
  context.lineTo(to[0] - head * (a - 0.5 * b), to[1] - head * (b + 0.5 * a));
  context.stroke();
}
