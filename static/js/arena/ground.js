// The surface as colours: heights are bent so that half of the map lies in the lower half of the scale, and contour lines stand on it.

import { filmTable } from "../colour.js";

const LEVELS = 18;
const PALE = { light: [255, 255, 255, 0.42], dark: [23, 27, 33, 0.5] }; // what the film is mixed with, and the film's share
const INK = { light: [27, 31, 36], dark: [233, 237, 241] };
const STEEPEST = 0.08; // the least power: a surface of ten decades still shows its floor

/** How heights become places 0…1 on the scale: {low, high, power, place(f), height(place)}; null where nothing is finite. */
export function scaleOf(heights, least) {
  const finite = heights.filter((value) => Number.isFinite(value)).sort();
  if (!finite.length) return null;
  const low = Math.min(finite[0], Number.isFinite(least) ? least : finite[0]);
  const high = finite.at(-1) > low ? finite.at(-1) : low + 1;
  const middle = (finite[finite.length >> 1] - low) / (high - low);
  const power = middle > 0 && middle < 1 ? Math.min(1, Math.max(STEEPEST, Math.log(0.5) / Math.log(middle))) : 1;
  return {
    low,
    high,
    power,
    place: (value) => Math.min(1, Math.max(0, (value - low) / (high - low))) ** power,
    height: (place) => low + (high - low) * place ** (1 / power),
  };
}

/** CSS-free colour of a place on the scale: [r, g, b], the film made pale so that paths stand out. */
export function pale(place, theme) {
  const pixel = filmTable()[Math.round(Math.min(1, Math.max(0, place)) * 255)];
  const [r, g, b, share] = PALE[theme];
  return [r, g, b].map((under, at) => under + (((pixel >> (8 * at)) & 255) - under) * share);
}

/** Pixels of the map, width² RGBA: heights between the grid's places by bilinear interpolation; not finite: transparent. */
export function contours({ heights, side }, scale, width, theme) {
  const places = new Float32Array(width * width);
  const row = new Float32Array(width);
  for (let y = 0; y < width; y += 1) {
    const [top, down] = between(y, width, side);
    for (let x = 0; x < width; x += 1) {
      const [left, along] = between(x, width, side);
      const at = top * side + left;
      const above = heights[at] + (heights[at + 1] - heights[at]) * along;
      const below = heights[at + side] + (heights[at + side + 1] - heights[at + side]) * along;
      row[x] = scale.place(above + (below - above) * down);
    }
    places.set(row, y * width);
  }
  return painted(places, width, theme);
}

function between(pixel, width, side) {
  const at = ((pixel + 0.5) / width) * (side - 1);
  const below = Math.min(Math.floor(at), side - 2);
  return [below, at - below];
}

/** Colours by place, and a line wherever the scale passes a level: as dark as the pixel is near it, whatever the slope. */
function painted(places, width, theme) {
  const pixels = new Uint8ClampedArray(4 * width * width);
  const table = Array.from({ length: 256 }, (_, index) => pale(index / 255, theme));
  const ink = INK[theme];
  for (let y = 0; y < width; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      const place = places[at];
      if (Number.isNaN(place)) continue;
      const across = places[x + 1 < width ? at + 1 : at - 1] - place;
      const down = places[y + 1 < width ? at + width : at - width] - place;
      const slope = Math.hypot(across, down) * LEVELS;
      const off = Math.abs(place * LEVELS - Math.round(place * LEVELS));
      const line = slope > 0 && slope < 1 ? 0.34 * Math.max(0, 1 - off / slope) : 0;
      const colour = table[Math.round(place * 255)];
      for (let part = 0; part < 3; part += 1) pixels[4 * at + part] = colour[part] + (ink[part] - colour[part]) * line;
      pixels[4 * at + 3] = 255;
    }
  }
  return pixels;
}
