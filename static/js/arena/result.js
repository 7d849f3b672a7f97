// The bytes of a race, as playground/training/kinds/arena.py writes them: JSON behind its length, the surface's heights, the paths.

import { decodeChunk, decodeFrame } from "../live/chunk.js";

/** {told, heights, side, paths}: `paths`: of each racer {x, y, loss, gradient: {x, y}, slots: {name: {x, y}}}, an entry a step. */
export function decodeRace(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const told = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const ground = decodeFrame(told.ground, buffer, 4 + length);
  const { columns } = decodeChunk(told.walked, buffer, ground.end);
  const vector = (name) => ({ x: columns[`${name}.x`], y: columns[`${name}.y`] });
  const paths = told.racers.map((racer, place) => ({
    ...vector(place),
    loss: columns[`${place}.loss`],
    gradient: vector(`${place}.gradient`),
    slots: Object.fromEntries(racer.slots.map((slot) => [slot, vector(`${place}.${slot}`)])),
  }));
  return { told, heights: ground.sections.heights, side: told.side, paths };
}

/** The last step a path is to be drawn to: where it diverged, or `step`. */
export function until(racer, step) {
  return racer.diverged === null ? step : Math.min(step, racer.diverged);
}

/** The step a racer takes from `step` on: {x, y}, or null at the end of the race. */
export function stride(path, step) {
  if (step + 1 >= path.x.length) return null;
  return { x: path.x[step + 1] - path.x[step], y: path.y[step + 1] - path.y[step] };
}

/** How far one unit of gradient moves it, along x and y, at each step; NaN where there is no gradient. */
export function rates(path) {
  const made = { x: new Float32Array(path.x.length - 1), y: new Float32Array(path.x.length - 1) };
  for (let at = 0; at < made.x.length; at += 1) {
    const next = stride(path, at);
    for (const axis of ["x", "y"]) made[axis][at] = path.gradient[axis][at] ? -next[axis] / path.gradient[axis][at] : NaN;
  }
  return made;
}

/** What a rule divides its steps by, if it keeps such a thing: averages or sums of squares, or the largest gradients. */
export function scaleSlot({ slots }) {
  return slots.largest ?? slots.v ?? slots.square ?? slots.sum ?? slots.u ?? null;
}
