// One change made to flat values, as the form would make it: for pages that show a run whose form is only read.

const LAYERS = "network.layers";

/** New flat values with {key, value} of a finding's change applied. Does not judge them: the server does. */
export function applied(values, { key, value }) {
  if (key === "do") return reshaped(values, value);
  if (key === "all.activation") return Object.fromEntries(Object.entries(values).map(([name, old]) => [name, isActivation(name) ? value : old]));
  return setEntry({ ...values, [key]: value }, key, values[key]);
}

/** Another entry keeps none of the former one's own fields. */
function setEntry(values, key, former) {
  if (!key.endsWith(".name") || values[key] === former) return values;
  const prefix = key.slice(0, -"name".length);
  return Object.fromEntries(Object.entries(values).filter(([name]) => name === key || !name.startsWith(prefix)));
}

function reshaped(values, act) {
  const rows = rowsOf(values);
  if (act === "layer.add") rows.push({ name: "dense", units: "4", ...(rows.length ? { activation: rows.at(-1).activation } : {}) });
  else if (act.startsWith("units.more.")) rows[Number(act.split(".")[2])].units = String(Number(rows[Number(act.split(".")[2])].units) + 1);
  else if (act.startsWith("layer.remove.")) rows.splice(Number(act.split(".")[2]), 1);
  else throw new Error(`no such change: ${act}`);
  const rest = Object.entries(values).filter(([name]) => name !== LAYERS && !name.startsWith(`${LAYERS}.`));
  const layers = rows.flatMap((row, index) => Object.entries(row).map(([name, value]) => [`${LAYERS}.${index}.${name}`, value]));
  return Object.fromEntries([...rest, ...(rows.length ? layers : [[LAYERS, "none"]])]);
}

function rowsOf(values) {
  const rows = [];
  for (const [name, value] of Object.entries(values)) {
    const found = /^network\.layers\.(\d+)\.(.+)$/.exec(name);
    if (found) (rows[Number(found[1])] ??= {})[found[2]] = value;
  }
  return rows;
}

function isActivation(name) {
  return name.startsWith(`${LAYERS}.`) && name.endsWith(".activation");
}
