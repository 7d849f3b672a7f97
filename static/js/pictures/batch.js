// One batch as a file: its points ringed on the map, its gradients on the links on their way back, and the five sentences.

import { fit } from "../islands/island.js";
import { viewOf } from "../maps/grid.js";
import { drawPulses, drawRings, wordsOf } from "../network/batch.js";
import { token } from "../theme.js";
import { say } from "../words.js";
import { sketchMap } from "./map.js";
import { sketchNetwork } from "./network.js";
import { Sheet } from "./sheet.js";
import { take } from "./taken.js";

const [GAP, LINE] = [24, 22]; // CSS px between map and network; of a sentence
const LEFT = 44; // of the map's axis

/** Save the batch that `scene` was told of last. `map`, `network`: the islands that show it. */
export function takeBatch(kind, { scene, map, network }) {
  const family = getComputedStyle(network).fontFamily;
  const { probe } = scene;
  return take(kind, (canvas) => sketch(canvas, { scene, probe, map, network, family }), { title: `${say("One batch")} · ${say("Step {step}", { step: probe.step })}`, family, name: `${say("batch")}-${probe.step}` });
}

function sketch(canvas, { scene, probe, map, network, family }) {
  const ratio = globalThis.devicePixelRatio || 1;
  const view = viewOf(scene.picture, scene.view.axes);
  const ringed = !map.canvas.hidden && view.axes.length === 2;
  const [ground, net] = [new Sheet(), new Sheet()];
  if (ringed) sketchMap(map, ground, family);
  sketchNetwork(network, net, family);
  drawPulses(net.getContext("2d"), [...network.everyLink()], { probe, scene, back: true, way: () => 0.5 });
  const left = ringed ? ground.width / ratio + GAP : 0;
  const high = Math.max(ringed ? ground.height / ratio : 0, net.height / ratio);
  const words = wordsOf(probe);
  const context = fit(canvas, left + net.width / ratio, high + GAP + words.length * LINE);
  if (ringed) {
    context.drawImage(ground, 0, 0, ground.width / ratio, ground.height / ratio);
    const rings = new Sheet();
    drawRings(fit(rings, map.side, map.side), map.side, probe, { picture: scene.picture, view });
    context.drawImage(rings, LEFT, 0, map.side, map.side);
  }
  context.drawImage(net, left, 0, net.width / ratio, net.height / ratio);
  Object.assign(context, { font: `13px ${family}`, fillStyle: token("--text"), textAlign: "left", textBaseline: "middle" });
  words.forEach((text, at) => context.fillText(text, 0, high + GAP + (at + 0.5) * LINE));
}
