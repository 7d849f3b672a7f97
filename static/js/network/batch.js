// One batch as it is drawn: rings round its points, what runs along the links, and what happens in five sentences.

import { FILM_FROM, FILM_TO } from "../colour.js";
import { readout } from "../format.js";
import { placeOf } from "../maps/grid.js";
import { token } from "../theme.js";
import { say } from "../words.js";
import { pointAt } from "./curve.js";

/** What happens, stage by stage. */
export function wordsOf(probe) {
  const strongest = Math.max(...probe.grad_norms);
  return [
    say("1 These {count} points are the batch.", { count: probe.points.length }),
    say("2 Forward: the network answers them."),
    say("3 The loss of this batch is {loss}.", { loss: readout(probe.loss) }),
    say("4 Backward: the gradient flows to the first layer, at most {size}.", { size: readout(strongest) }),
    say("5 Every weight takes a step of {rate} × its gradient.", { rate: readout(probe.lr) }),
  ];
}

/** A ring round every point of the batch that a map of `side` px over two inputs shows, `share` of the way to its place. */
export function drawRings(context, side, { points: batch }, { picture, view, share = 1 }) {
  Object.assign(context, { strokeStyle: token("--text"), lineWidth: 1.5 });
  for (const index of batch) {
    const point = picture.train.points[index];
    if (!point) continue; // the page holds the first 600
    const [x, y] = placeOf(view, point);
    context.beginPath();
    context.arc(x * side, y * side, 6 + 6 * (1 - share), 0, 2 * Math.PI);
    context.stroke();
  }
}

/** What runs along the links, `way(order)` tells how far (0…1; else nothing is there): forward thin and even, backward as thick as the gradient's logarithm. */
export function drawPulses(context, links, { probe, scene, back, way }) {
  context.fillStyle = token(back ? "--link" : "--text");
  for (const link of links) {
    const t = way(back ? scene.layers.length - 1 - link.stage : link.stage);
    if (t < 0 || t > 1) continue;
    const [x, y] = pointAt(link.curve, back ? 1 - t : t);
    context.beginPath();
    context.arc(x, y, back ? radius(probe, scene, link) : 2.5, 0, 2 * Math.PI);
    context.fill();
  }
}

/** Half the width of a gradient's pulse: the film's log scale, by the link where it is known, else by its layer. */
function radius(probe, { layers, trained }, { stage, from, to }) {
  const layer = layers[stage];
  const row = trained.findIndex(({ number }) => number === stage + 1);
  const size = Math.abs(probe.gradients?.[layer.start + from * layer.fan_out + to] ?? probe.grad_norms[row]);
  const share = size > 0 ? (Math.log10(size) - FILM_FROM) / (FILM_TO - FILM_FROM) : 0;
  return 1 + 4 * Math.min(1, Math.max(0, share));
}
