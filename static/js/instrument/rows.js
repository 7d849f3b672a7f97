// The hidden layers in flat values: "network.layers.0.units" and its like, as rows.

export const LAYERS = "network.layers";
const FIELD = /^network\.layers\.(\d+)\.(.+)$/;

/** [{field: text}] of each layer, from the input side; empty where a set-up has none. */
export function rowsOf(values) {
  const rows = [];
  for (const [key, value] of Object.entries(values)) {
    const found = FIELD.exec(key);
    if (found) (rows[Number(found[1])] ??= {})[found[2]] = value;
  }
  return rows;
}

/** The same values with other layers. */
export function withRows(values, rows) {
  const rest = Object.entries(values).filter(([key]) => key !== LAYERS && !key.startsWith(`${LAYERS}.`));
  const layers = rows.flatMap((row, index) => Object.entries(row).map(([name, value]) => [`${LAYERS}.${index}.${name}`, value]));
  return Object.fromEntries([...rest, ...(rows.length ? layers : [[LAYERS, "none"]])]);
}
