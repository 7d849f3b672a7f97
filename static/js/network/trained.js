// The layers that have parameters: those of which records and key frames have a row. The others only pass on what comes in.

import { say } from "../words.js";

const SHORT = {
  conv2d: () => say("conv"),
  batch_norm: () => say("batch norm"),
  layer_norm: () => say("layer norm"),
};

/** [{…layer, number}], in order; `number`: the layer's place in the whole network from 1, as records' columns count. */
export function trainedOf(layers) {
  return layers.map((layer, stage) => ({ ...layer, number: stage + 1 })).filter(({ trained }) => trained ?? true);
}

/** A trained layer's short name, as its column is headed: "1 conv·8", "2 lstm·16", "3 relu·4", "output". */
export function shortName({ name = "dense", number, activation, fan_out: fanOut, out_shape: shape = [fanOut] }, last) {
  if (last) return say("output");
  if (name === "dense") return `${number} ${activation}·${fanOut}`;
  const kind = SHORT[name]?.() ?? name;
  if (name.endsWith("_norm")) return `${number} ${kind}`;
  return `${number} ${kind}·${shape.length === 3 ? shape[0] : shape.at(-1)}`; // channels of a picture, units of a sequence
}
