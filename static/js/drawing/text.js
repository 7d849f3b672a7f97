// Drawn points as text, as engine/drawing.py writes them: sorted numbers of 24 bits, differences seven bits a byte, base64url.

export const STEPS = 2000; // along each axis
export const STEP = 0.006;
export const MOST = 2000; // points

/** The text of points {kind, across, up}: class, steps from the left, steps from below. */
export function encode(points) {
  const bytes = [];
  let before = 0;
  for (const number of points.map(({ kind, across, up }) => (kind << 22) | (across << 11) | up).sort((a, b) => a - b)) {
    let more = number - before;
    before = number;
    for (; more > 127; more >>= 7) bytes.push((more & 127) | 128);
    bytes.push(more);
  }
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The points of a text that the server has found good. */
export function decode(text) {
  const points = [];
  let [number, more, shift] = [0, 0, 0];
  for (const sign of atob(text.replaceAll("-", "+").replaceAll("_", "/"))) {
    const byte = sign.charCodeAt(0);
    more |= (byte & 127) << shift;
    shift += 7;
    if (byte > 127) continue;
    number += more;
    points.push({ kind: number >> 22, across: (number >> 11) & 2047, up: number & 2047 });
    [more, shift] = [0, 0];
  }
  return points;
}

/** Where on the plane so many steps lead: −6 to 6. */
export const place = (steps) => (steps - STEPS / 2) * STEP;

/** The nearest step to a place; the edge for one beyond it. */
export const steps = (place) => Math.min(Math.max(Math.round(place / STEP) + STEPS / 2, 0), STEPS);
