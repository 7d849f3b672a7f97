// What was changed while a run trained, as its socket says it: [{step, path, value}], and the weights that follow from it.

/** Path of a weight (`from` an input of the layer) or of a bias (`from` null), as recipes spell it. */
export function pathOf({ stage, from, to }) {
  return from === null ? `biases.${stage + 1}.${to}` : `weights.${stage + 1}.${from}.${to}`;
}

/** {stage, from, to} of a parameter's path; null for a field's. */
export function placeOf(path) {
  const [kind, layer, ...place] = path.split(".");
  if (kind !== "weights" && kind !== "biases") return null;
  return { stage: layer - 1, from: kind === "weights" ? Number(place[0]) : null, to: Number(place.at(-1)) };
}

/** Where a dense layer's parameter stands among the flat ones; −1 where the network has no such place. */
export function indexOf(layers, { stage, from, to }) {
  const layer = layers[stage];
  if (!layer || (layer.name ?? "dense") !== "dense" || to >= layer.fan_out || (from ?? 0) >= layer.fan_in) return -1;
  return layer.start + (from ?? layer.fan_in) * layer.fan_out + to;
}

/** The edits of the run on show, or of the set-up where there is none; oldest first. */
export function editsOf(scene) {
  const edits = scene.run ? scene.store?.state?.edits : scene.recipe?.spec?.edits;
  return (edits ?? []).toSorted((a, b) => a.step - b.step);
}

/** Epoch after which an edit was made: the last recorded one whose steps were made before it. */
export function epochOf(scene, { step }) {
  const steps = scene.column("step");
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle] <= step) low = middle + 1;
    else high = middle;
  }
  return low ? scene.column("epoch")[low - 1] : 0;
}

/** Value of a live field in force from `step` on (exclusive of an edit at that very step): as begun, then as edited. */
export function valueBefore(scene, path, step) {
  const edited = editsOf(scene).findLast((edit) => edit.path === path && edit.step < step);
  const begun = (scene.run?.begun ?? scene.run?.recipe?.values ?? scene.recipe?.values ?? {})[path];
  return edited ? edited.value : begun === undefined ? null : Number(begun);
}

/**
 * The weights on show with what was set since they were recorded: an edit acts from the next step on, and until that is made
 * no key frame has it. `scene.trial` {index, value} is a value somebody is trying out just now.
 */
export function withEdits(scene, weights) {
  if (!weights) return weights;
  const made = scene.lookingAt === null ? waiting(scene) : [];
  const set = made.map((edit) => [indexOf(scene.layers, placeOf(edit.path)), edit.value]);
  if (scene.trial) set.push([scene.trial.index, scene.trial.value]);
  if (!set.length) return weights;
  const changed = Float32Array.from(weights);
  for (const [index, value] of set) if (index >= 0) changed[index] = value;
  return changed;
}

/** Edits of parameters that no step has followed yet. */
function waiting(scene) {
  const made = scene.run ? (scene.store?.probe?.step ?? scene.column("step").at(-1) ?? 0) : 0;
  return editsOf(scene).filter((edit) => edit.step >= made && placeOf(edit.path));
}
