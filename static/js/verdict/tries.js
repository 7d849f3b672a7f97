// What to try: exactly one change, the first that a field allows and that is not set already. Null where nothing is left.

import { say } from "../words.js";

const TOO_FAR = 10; // × the usual rate: there a tenth of the rate would not help either
const SCALED = new Set(["xavier_uniform", "xavier_normal", "he_uniform", "he_normal", "pytorch"]); // starts that fit the width
const MOST_LAYERS = 12;

/** A tenth of the rate at record `count` − 1; far above the usual one, the usual one. */
export function slower(run, count) {
  const rate = run.values["schedule.name"] === "constant" || !run.values["optimizer.lr"] ? run.rates[count - 1] : Number(run.values["optimizer.lr"]);
  const usual = Number(run.usual("optimizer.lr"));
  if (!(rate > 0)) return null;
  const next = usual > 0 && rate / 10 > TOO_FAR * usual ? usual : rate / 10;
  return first(run, [set("optimizer.lr", String(Number(next.toPrecision(3))))]);
}

export function clipped(run, count) {
  return first(run, [set("training.clip_norm", "1", say("Clip at 1"))]) ?? slower(run, count);
}

/** First weights whose size fits the widths; where they do already, smaller steps. */
export function smallerStart(run, count) {
  const fits = SCALED.has(run.values["network.initializer.name"]);
  return (fits ? null : first(run, [set("network.initializer.name", "xavier_uniform", say("Smaller start"))])) ?? slower(run, count);
}

/** First weights that differ from each other. */
export function unlikeStart(run) {
  return first(run, [set("network.initializer.name", "xavier_uniform", say("Try xavier")), run.values["regularization.l1"] > 0 && set("regularization.l1", "0", say("Try L1 0"))]);
}

/** An activation that lets the gradient through; where it does, a layer less. */
export function openLayers(run) {
  const all = (name) => run.activations.every((activation) => activation === name);
  return first(run, [!all("tanh") && set("all.activation", "tanh", say("Try tanh")), run.units.length > 1 && act(`layer.remove.${run.units.length - 1}`, say("Remove a layer"))]);
}

/** A pull on the weights, or a stronger one. */
export function pulled(run) {
  const pull = Number(run.values["regularization.l2"] ?? 0);
  return first(run, ["0.03", "0.1"].filter((value) => Number(value) > pull).map((value) => set("regularization.l2", value, say("Try L2 {value}", { value }))));
}

/** Another network: the first hidden layer, or one neuron more in it. */
export function wider(run) {
  const layer = run.units.length < MOST_LAYERS && act("layer.add", say("Add a layer"));
  return first(run, run.units.length ? [act("units.more.0", say("One neuron more")), layer] : [layer]);
}

function set(key, value, words = say("Try {value}", { value })) {
  return { key, value, words };
}

function act(value, words) {
  return { key: "do", value, words };
}

/** The first change that may be made and would change something. */
function first(run, changes) {
  return changes.find((change) => change && !isSet(run, change) && run.allows(change.key, change.value)) ?? null;
}

function isSet(run, { key, value }) {
  const now = run.values[key];
  return now !== undefined && (now === value || (now !== "" && Number(now) === Number(value)));
}
