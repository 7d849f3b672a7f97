// From records and key frames to what the verdict's rules read. The same for the page and for the tests under node.

import { trainedOf } from "../network/trained.js";

const NOT_MEASURED = { dead: null, saturated: null };

/**
 * `store` is a RunStore; `layers` are the picture's, the output last; `values` the flat recipe. `allows(key, value)` says
 * whether a field may take a value, `usual(key)` is its default as text. Only the first `count` records are looked at.
 */
export function reading(store, { count, task, layers, testIsTrain = false, points = 0, values = {}, state = null, detail = null, allows = () => true, usual = () => undefined }) {
  const trained = trainedOf(layers);
  const read = (name) => (store.column(name) ?? new Float32Array(0)).subarray(0, count);
  return {
    train: read("train_loss"),
    test: read("test_loss"),
    metric: read(task === "regression" ? "test_r2" : "test_accuracy"),
    gradient: read("grad_norm"),
    rates: read("lr"),
    epochs: read("epoch"),
    layers: trained.map(({ number }) => read(`layer.${number}.grad_norm`)),
    numbers: trained.map(({ number }) => number), // what the page calls each of them
    units: trained.slice(0, -1).map((layer) => layer.fan_out),
    activations: trained.slice(0, -1).map((layer) => layer.activation),
    task,
    testIsTrain,
    points,
    state,
    detail,
    values,
    allows,
    usual,
    shares: (records) => sharesAt(store, records),
  };
}

/** Dead and saturated shares by hidden layer, of the newest key frame held at or before record `records` − 1. */
function sharesAt(store, records) {
  const sections = store.frame(records - 1)?.sections;
  if (!sections?.dead_units) return NOT_MEASURED;
  return { dead: sections.dead_units.subarray(0, -1), saturated: sections.saturated_units.subarray(0, -1) };
}
