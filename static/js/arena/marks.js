// What stands on the surface, map or relief alike: paths, where each racer is, the start, the lowest points, arrows of the one chosen.
// `put(x, y, loss)` gives the place on the canvas of a place on the surface.

import { strokeOf } from "../compare/palette.js";
import { token } from "../theme.js";
import { scaleSlot, stride, until } from "./result.js";

const ARROW = 44; // px: arrows tell directions; lengths stand in the table
const RING = 26; // px: the longer axis of the ring
const [FAINT, PALE] = [0.4, 0.35]; // of a line, and of a mark, behind the surface

/** One racer's path to `step`, with a halo that holds it apart from the ground; what `hidden` marks (an entry a step) shows through faintly. */
export function drawPath(context, put, racer, path, place, step, chosen, hidden = null) {
  const { colour, dash } = strokeOf(place);
  const spots = placed(context, put, path, until(racer, step));
  const line = (wanted) => {
    context.beginPath();
    let pen = false;
    spots.forEach((here, at) => {
      const before = spots[at - 1];
      if (!here || (hidden && Boolean(hidden[at]) !== wanted)) return (pen = false);
      const joined = before && (before.near || here.near);
      if (joined && !pen) context.moveTo(...before.at);
      context[joined ? "lineTo" : "moveTo"](...here.at);
      pen = true;
    });
  };
  context.lineJoin = "round";
  if (hidden) {
    line(true);
    Object.assign(context, { strokeStyle: token(colour), globalAlpha: FAINT, lineWidth: 1.5 });
    context.setLineDash(dash);
    context.stroke();
  }
  line(false);
  context.setLineDash([]);
  Object.assign(context, { strokeStyle: token("--surface"), globalAlpha: 0.75, lineWidth: chosen ? 6 : 4.5 });
  context.stroke();
  Object.assign(context, { strokeStyle: token(colour), globalAlpha: 1, lineWidth: chosen ? 3 : 2 });
  context.setLineDash(dash);
  context.stroke();
  context.setLineDash([]);
}

/** Where each step stands: {at, near: whether it is not far off} or null where it is no place. A leap between two far places is not drawn: it would only cross the picture out. */
function placed(context, put, path, last) {
  const far = context.canvas.width;
  return Array.from({ length: last + 1 }, (_, step) => {
    if (!Number.isFinite(path.x[step]) || !Number.isFinite(path.y[step])) return null;
    const at = put(path.x[step], path.y[step], path.loss[step]);
    return { at, near: Math.abs(at[0]) < far && Math.abs(at[1]) < far };
  });
}

/** Where a racer is: a dot, pale where it is hidden; ✕ where it diverged; nothing where it is no place at all. */
export function drawRacer(context, put, racer, path, place, step, chosen, hidden = null) {
  const last = until(racer, step);
  const gone = racer.diverged !== null && step >= racer.diverged;
  const at = gone ? Math.max(0, last - 1) : last;
  if (!Number.isFinite(path.x[at]) || !Number.isFinite(path.y[at])) return;
  const [x, y] = put(path.x[at], path.y[at], path.loss[at]);
  const colour = token(strokeOf(place).colour);
  context.globalAlpha = hidden?.[at] ? PALE : 1;
  if (gone) cross(context, x, y, colour);
  else {
    disc(context, x, y, chosen ? 7.5 : 6, token("--surface"));
    disc(context, x, y, chosen ? 6 : 4.5, colour);
  }
  context.globalAlpha = 1;
}

/** The start, a hollow ring, and the lowest points, a star each; `hides(x, y, loss)` says which are seen faintly. */
export function drawPlaces(context, put, told, path, hides = () => false) {
  for (const [x, y] of told.minima) {
    context.globalAlpha = hides(x, y, told.least) ? PALE : 1;
    star(context, ...put(x, y, told.least));
  }
  const { x, y } = told.arena;
  const [left, top] = put(x, y, path.loss[0]);
  context.globalAlpha = hides(x, y, path.loss[0]) ? PALE : 1;
  for (const [width, colour] of [[4, "--surface"], [2, "--text"]]) {
    context.beginPath();
    context.arc(left, top, 6, 0, 2 * Math.PI);
    Object.assign(context, { lineWidth: width, strokeStyle: token(colour) });
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** Arrows of the racer chosen: downhill (dashed), what it remembers (dotted), its next step (solid); a ring for its scale. */
export function drawState(context, put, path, step) {
  if (!path.gradient.x) return; // of runs only their way is known
  const [x, y, loss] = [path.x[step], path.y[step], path.loss[step]];
  if (![x, y, loss].every(Number.isFinite)) return;
  const from = put(x, y, loss);
  const reach = 1e-3 * (path.reach ?? 1);
  const towards = (vector, sign) => {
    const length = Math.hypot(vector.x, vector.y);
    if (!(length > 0) || !Number.isFinite(length)) return null;
    const to = put(x + (sign * vector.x * reach) / length, y + (sign * vector.y * reach) / length, loss);
    const turn = Math.atan2(to[1] - from[1], to[0] - from[0]);
    return [from[0] + ARROW * Math.cos(turn), from[1] + ARROW * Math.sin(turn)];
  };
  const at = ({ x: xs, y: ys }) => ({ x: xs[step], y: ys[step] });
  const scale = scaleSlot(path);
  if (scale) ring(context, from, at(scale));
  arrow(context, from, towards(at(path.gradient), -1), [5, 3]);
  const memory = path.slots.momentum ?? path.slots.m;
  if (memory) arrow(context, from, towards(at(memory), -1), [1.5, 3]);
  const next = stride(path, step);
  if (next) arrow(context, from, towards(next, 1), []);
}

/** How far one unit of gradient moves it along x and along y, the longer as long as the ring. */
function ring(context, [x, y], { x: along, y: up }) {
  const [wide, high] = [1 / Math.sqrt(along), 1 / Math.sqrt(up)];
  const longest = Math.max(wide, high);
  if (!Number.isFinite(longest)) return;
  context.beginPath();
  context.ellipse(x, y, Math.max(2, (RING * wide) / longest), Math.max(2, (RING * high) / longest), 0, 0, 2 * Math.PI);
  Object.assign(context, { strokeStyle: token("--text"), lineWidth: 1 });
  context.stroke();
}

function arrow(context, from, to, dash) {
  if (!to) return;
  const turn = Math.atan2(to[1] - from[1], to[0] - from[0]);
  for (const [width, colour] of [[4, "--surface"], [1.75, "--text"]]) {
    Object.assign(context, { strokeStyle: token(colour), lineWidth: width });
    context.setLineDash(width > 2 ? [] : dash);
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
    context.setLineDash([]);
    context.beginPath();
    for (const side of [-1, 1]) {
      context.moveTo(...to);
      context.lineTo(to[0] - 8 * Math.cos(turn + 0.45 * side), to[1] - 8 * Math.sin(turn + 0.45 * side));
    }
    context.stroke();
  }
}

function disc(context, x, y, radius, colour) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
}

function cross(context, x, y, colour) {
  for (const [width, ink] of [[5, token("--surface")], [2.5, colour]]) {
    Object.assign(context, { lineWidth: width, strokeStyle: ink });
    context.beginPath();
    for (const side of [-1, 1]) {
      context.moveTo(x - 5 * side, y - 5);
      context.lineTo(x + 5 * side, y + 5);
    }
    context.stroke();
  }
}

function star(context, x, y) {
  context.beginPath();
  for (let point = 0; point < 10; point += 1) {
    const [radius, turn] = [point % 2 ? 3.4 : 8, (point * Math.PI) / 5 - Math.PI / 2];
    context.lineTo(x + radius * Math.cos(turn), y + radius * Math.sin(turn));
  }
  context.closePath();
  Object.assign(context, { lineWidth: 3, strokeStyle: token("--surface"), fillStyle: token("--text") });
  context.stroke();
  context.fill();
}
