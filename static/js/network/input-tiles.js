// The little map of each input: what the feature answers everywhere, in the colours of signs.

import { divergingTable } from "../colour.js";
import { make } from "../islands/island.js";
import { TILE } from "../maps/colouring.js";
import { viewOf } from "../maps/grid.js";
import { FEATURES } from "./features.js";

/** Fill the tiles of inputs inside `root` that are not drawn yet for the theme and the columns shown of `scene`. */
export function drawInputTiles(root, scene) {
  const table = divergingTable(scene.theme);
  const { columns } = scene.picture;
  const { axes } = viewOf(scene.picture, scene.view.axes);
  const slice = scene.picture.shape.length === 1; // of a sequence there is none
  const along = columns.map((_, column) => (slice && [FEATURES.x1, FEATURES.x2][axes.indexOf(column)]) || (() => 0)); // the others stand still
  for (const tile of root.querySelectorAll(".tile[data-feature]")) {
    const name = tile.dataset.feature;
    const feature = FEATURES[name] ?? along[columns.indexOf(name)];
    const key = `${scene.theme} ${axes}`;
    if (!feature || tile.dataset.drawn === key) continue;
    tile.dataset.drawn = key;
    const canvas = tile.firstChild ?? tile.appendChild(make("canvas", { width: TILE, height: TILE }));
    canvas.getContext("2d").putImageData(new ImageData(pixelsOf(feature, name.startsWith("sin") ? 6 : 1, table), TILE, TILE), 0, 0);
  }
}

/** `reach`: how far from 0 the tile shows the plane; sines show whole waves. */
function pixelsOf(feature, reach, table) {
  const pixels = new Uint32Array(TILE * TILE);
  const at = (index) => reach * (((index + 0.5) * 2) / TILE - 1);
  pixels.forEach((_, cell) => {
    const value = feature(at(cell % TILE), -at(Math.floor(cell / TILE)));
    pixels[cell] = table[Math.round((value + 1) * 127.5)];
  });
  return new Uint8ClampedArray(pixels.buffer);
}
