// What happened when, for the time axis: edits, the fork from another run, the best epoch.

import { size } from "../format.js";
import { say } from "../words.js";
import { editsOf, epochOf, indexOf, placeOf, valueBefore } from "./edits.js";

/** [{epoch, kind: "edit" | "fork" | "best", words}], by epoch. */
export function flagsOf(scene) {
  const flags = editsOf(scene).map((edit) => ({ epoch: scene.run ? epochOf(scene, edit) : 0, kind: "edit", words: describe(scene, edit) }));
  const kin = scene.run?.kin;
  if (kin && kin.epoch > 0) flags.push({ epoch: kin.epoch, kind: "fork", words: say("forked from Run {number}", { number: kin.number }) });
  const best = bestEpoch(scene);
  if (best !== null) flags.push({ epoch: best, kind: "best", words: say("best test loss {loss}", { loss: size(scene.column("test_loss")[scene.recordAt(best)], 3) }) });
  return flags.sort((a, b) => a.epoch - b.epoch);
}

/** "learning rate 0.03→0.3", "weight 0.84→2", "bias → 1" where the value of before is not known (yet). */
export function describe(scene, edit) {
  const place = placeOf(edit.path);
  const before = place ? weightBefore(scene, edit, place) : valueBefore(scene, edit.path, edit.step);
  const name = place ? (place.from === null ? say("bias") : say("weight")) : labelOf(edit.path);
  const after = size(edit.value, 3);
  return before === null || before === undefined ? `${name} → ${after}` : `${name} ${size(before, 3)}→${after}`;
}

/** A parameter's value where it was edited, from the key frame of that epoch; asked for where it is not here yet. */
function weightBefore(scene, edit, place) {
  const index = indexOf(scene.layers, place);
  if (!scene.run) return scene.picture?.weights?.[index];
  const at = scene.recordAt(epochOf(scene, edit));
  const frame = at < 0 ? null : scene.store.frame(at);
  if (frame?.seq === at) return frame.sections.weights?.[index];
  if (at >= 0) scene.past.fetchAround(at);
  return null;
}

/** What the form calls a field. */
function labelOf(path) {
  const label = document.querySelector(`.field[data-key="${CSS.escape(path)}"] label`);
  return label?.firstChild.textContent.trim() || path;
}

/** Epoch of the least test loss, once there is a later one that is worse; null before. */
function bestEpoch(scene) {
  const losses = scene.column("test_loss");
  let best = 0;
  for (let at = 1; at < losses.length; at += 1) if (losses[at] < losses[best]) best = at;
  return best > 0 && best < losses.length - 1 ? scene.column("epoch")[best] : null;
}
