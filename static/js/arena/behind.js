// Which places of the relief lie hidden: a nearer part of the surface stands between them and the eye.

import { clamp, TALL } from "./places.js";

const STRIDE = 1 / 60; // of half the ground: how far apart the line of sight is compared with the surface
const BEGIN = 0.06; // what is nearer than this is the place's own slope
const THICK = 0.015; // of the scale: a path lies on the surface, not in it

/** Asks of one race seen at one angle: is what stands at (x, y), at height `loss`, hidden? */
export function hider(race, scale, { turn, tilt }) {
  if (!scale || tilt >= 89) return () => false;
  const [a, e] = [(turn * Math.PI) / 180, (tilt * Math.PI) / 180];
  const [sideways, nearer] = [-Math.sin(a), -Math.cos(a)]; // on the ground, towards the eye
  const rise = Math.tan(e) / (2 * TALL); // of the line of sight, in shares of the scale
  const [[left, right], [bottom, top]] = race.told.window;
  const ground = surface(race, scale);
  return (x, y, loss) => {
    const [gx, gy] = [clamp((2 * (x - left)) / (right - left) - 1), clamp((2 * (y - bottom)) / (top - bottom) - 1)];
    const place = Number.isFinite(loss) ? scale.place(loss) : ground(gx, gy);
    for (let far = BEGIN; place + far * rise <= 1; far += STRIDE) {
      const [px, py] = [gx + far * sideways, gy + far * nearer];
      if (far > 4) return false;
      if (Math.abs(px) <= 1 && Math.abs(py) <= 1 && ground(px, py) > place + far * rise + THICK) return true;
    }
    return false;
  };
}

/** The surface's place on the scale at a place of the ground (−1…1 each), between the grid's by proportion. */
function surface({ heights, side }, scale) {
  const places = Float32Array.from(heights, (height) => scale.place(height));
  const last = side - 1;
  return (gx, gy) => {
    const [column, row] = [((gx + 1) / 2) * last, ((1 - gy) / 2) * last];
    const [c, r] = [Math.min(last - 1, Math.floor(column)), Math.min(last - 1, Math.floor(row))];
    const [along, down] = [column - c, row - r];
    const at = r * side + c;
    const above = places[at] + (places[at + 1] - places[at]) * along;
    const below = places[at + side] + (places[at + side + 1] - places[at + side]) * along;
    return above + (below - above) * down; // NaN hides nothing
  };
}
