// A trainability map as a file: its cells as pixels, both axes in numbers, and what the colours mean.

import { size } from "../format.js";
import { fit } from "../islands/island.js";
import { token } from "../theme.js";
import { say } from "../words.js";
import { drawKeys, keysOf, LINE, linesOf, lit } from "./copied.js";
import { take } from "./taken.js";

const [SIDE, LEFT, TOP, BELOW] = [480, 64, 8, 48]; // CSS px
const TICKS = 5;

/** Save the map of <pg-trainability>. */
export function takeTrainability(kind, island) {
  const family = getComputedStyle(island).fontFamily;
  const { axes } = island;
  const title = island.querySelector("h1").textContent;
  const picture = island.querySelector(".map-picture");
  const keys = lit(island, () => keysOf(island));
  return take(kind, (canvas) => sketch(fit(canvas, LEFT + SIDE + 24, TOP + SIDE + BELOW + LINE * linesOf(keys, SIDE)), axes, picture, keys, family), { title, family, name: say("trainability-map") });
}

function sketch(context, { side, x, y, words }, picture, keys, family) {
  context.imageSmoothingEnabled = false; // a cell is a square
  context.fillStyle = "#0E1116"; // the plate, for cells that wait
  context.fillRect(LEFT, TOP, SIDE, SIDE);
  context.drawImage(picture, LEFT, TOP, SIDE, SIDE);
  Object.assign(context, { font: `12px ${family}`, fillStyle: token("--text-2") });
  for (let at = 0; at < TICKS; at += 1) {
    const cell = Math.round((at / (TICKS - 1)) * (side - 1));
    const place = ((cell + 0.5) / side) * SIDE;
    Object.assign(context, { textAlign: "center", textBaseline: "top" });
    context.fillText(size(Number(x[cell]), 3), LEFT + place, TOP + SIDE + 5);
    Object.assign(context, { textAlign: "right", textBaseline: "middle" });
    context.fillText(size(Number(y[cell]), 3), LEFT - 6, TOP + SIDE - place);
  }
  Object.assign(context, { textAlign: "center", textBaseline: "middle", fillStyle: token("--text") });
  context.fillText(`${words[0]} → · ${words[1]} ↑`, LEFT + SIDE / 2, TOP + SIDE + 32);
  drawKeys(context, keys, { left: LEFT, top: TOP + SIDE + BELOW, width: SIDE, family });
}
