// What a layer's column shows: how many tiles, of what, and whether the links into it are drawn one by one.

const SLIM = new Set(["flatten", "batch_norm", "layer_norm", "dropout"]); // they change what passes, unit by unit

/** How many tiles a layer's column has: its units, a picture's channels, none for what only passes on. */
export function columnCount({ name, out_shape: shape, fan_out: fanOut }) {
  if (SLIM.has(name)) return 0;
  if (!shape || shape.length === 1) return fanOut;
  return shape.length === 3 ? shape[0] : shape[1];
}

/** Whether a column's tiles stand for units that have an answer at every step of a sequence. */
export const throughTime = ({ name, out_shape: shape }) => shape?.length === 2 || ["rnn", "gru", "lstm"].includes(name);

/** Whether the links into a stage (0-based) are drawn one by one: a dense layer over inputs or units that are drawn themselves. */
export function linked({ layers, shape }, stage) {
  if ((layers[stage].name ?? "dense") !== "dense") return false;
  if (stage === 0) return !shape || shape.length < 3;
  const below = layers[stage - 1];
  return columnCount(below) === below.fan_out;
}
