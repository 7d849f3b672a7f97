// The inputs a network may see of a point (x₁, x₂), by the engine's names (engine/datasets/plane.py).

export const FEATURES = {
  x1: (x) => x,
  x2: (x, y) => y,
  x1_squared: (x) => x * x,
  x2_squared: (x, y) => y * y,
  x1_x2: (x, y) => x * y,
  sin_x1: (x) => Math.sin(x),
  sin_x2: (x, y) => Math.sin(y),
};

/** Function (x, y) → value of input `name`; other names are columns of the data, counted from the first. */
export function featureOf(name, columns) {
  const column = columns.indexOf(name); // first: a table of one's own may call a column as we call a feature
  return column >= 0 ? (...point) => point[column] : FEATURES[name];
}
