// A race as a file: the ground as pixels, everything on it as lines, the axes and heights in numbers, and who ran.

import { drawGround, drawScale } from "../arena/map.js";
import { projection } from "../arena/places.js";
import { PLOT } from "../arena/plots.js";
import { drawTiles, outline } from "../arena/relief.js";
import { drawKey } from "../compare/painting.js";
import { UNITS } from "../curves/axis.js";
import { fit } from "../islands/island.js";
import { token } from "../theme.js";
import { say } from "../words.js";
import { Sheet } from "./sheet.js";
import { take } from "./taken.js";

const [SCALE, ROW, WIDE] = [44, 22, 200]; // CSS px: of the heights' scale, of a row of names, of a name

/** Save what the stage shows: `figure` is arena/figure.js' own. */
export function takeRace(kind, figure, family) {
  const { epochs } = figure.race.told;
  const at = epochs ? say("epoch {epoch}", { epoch: epochs[figure.step] }) : say("Step {step}", { step: figure.step });
  return take(kind, (canvas) => sketch(figure, canvas, family), { title: `${figure.title} · ${at}`, family, name: `${say("race")}-${figure.step}` });
}

function sketch(figure, canvas, family) {
  const { race, scale, look, step, last } = figure;
  const extent = Math.floor(figure.box.clientWidth);
  const abreast = Math.max(1, Math.floor(extent / WIDE));
  const [ground, above, heights, losses] = Array.from({ length: 4 }, () => new Sheet());
  const plotted = figure.losses.plot(losses, { width: extent, step, racer: look.racer });
  const names = extent + SCALE;
  const below = names + Math.ceil(race.paths.length / abreast) * ROW;
  const context = fit(canvas, extent, below + ROW + plotted.height + ROW);
  if (look.view === "relief") relief(fit(ground, extent, extent), race, scale, look, extent);
  else drawGround(ground, race, scale, extent);
  figure.marks(fit(above, extent, extent), extent);
  for (const part of [ground, above]) context.drawImage(part, 0, 0, extent, extent);
  if (scale) {
    const wide = Math.min(320, extent);
    drawScale(heights, scale, wide);
    context.drawImage(heights, (extent - wide) / 2, extent + 6, wide, 30);
  }
  race.told.racers.forEach(({ title, lr }, slot) => {
    const [x, y] = [(slot % abreast) * WIDE, names + (Math.floor(slot / abreast) + 0.5) * ROW];
    drawKey(context, { name: [title, lr].filter(Boolean).join(" "), slot }, x, y, (px) => `${px}px ${family}`, { room: WIDE, ratio: 1 });
  });
  Object.assign(context, { font: `13px ${family}`, fillStyle: token("--text-2"), textAlign: "left", textBaseline: "middle" });
  context.fillText(plotted.words, 0, below + ROW / 2);
  context.drawImage(losses, 0, below + ROW, extent, plotted.height);
  const steps = race.told.epochs ? [race.told.epochs[0], race.told.epochs[last]] : [0, last];
  context.fillText(String(steps[0]), PLOT.left, below + ROW + plotted.height + ROW / 2);
  context.textAlign = "right";
  context.fillText(`${steps[1]} ${race.told.epochs ? UNITS.epoch.words() : UNITS.step.words()}`, extent - PLOT.right, below + ROW + plotted.height + ROW / 2);
}

/** Thousands of tiles are pixels; the edge and its letters are not. */
function relief(context, race, scale, look, extent) {
  const project = projection(look.turn, look.tilt, extent);
  const tiles = document.createElement("canvas");
  if (scale) drawTiles(fit(tiles, extent, extent), race, scale, look, project);
  context.drawImage(tiles, 0, 0, extent, extent);
  if (scale) outline(context, project);
}
