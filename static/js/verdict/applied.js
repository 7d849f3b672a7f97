// One change made to flat values, as the form would make it: for pages that show a run whose form is only read.

import { LAYERS, rowsOf, withRows } from "../instrument/rows.js";

/** New flat values with {key, value} of a finding's change applied. Does not judge them: the server does. */
export function applied(values, { key, value }) {
  if (key === "do") return withRows(values, reshaped(rowsOf(values), value));
  if (key === "all.activation") return Object.fromEntries(Object.entries(values).map(([name, old]) => [name, isActivation(name) ? value : old]));
  return setEntry({ ...values, [key]: value }, key, values[key]);
}

/** Another entry keeps none of the former one's own fields. */
function setEntry(values, key, former) {
  if (!key.endsWith(".name") || values[key] === former) return values;
  const prefix = key.slice(0, -"name".length);
  return Object.fromEntries(Object.entries(values).filter(([name]) => name === key || !name.startsWith(prefix)));
}

function reshaped(rows, act) {
  const at = Number(act.split(".")[2]);
  if (act === "layer.add") rows.push({ name: "dense", units: "4", ...(rows.length ? { activation: rows.at(-1).activation } : {}) });
  else if (act.startsWith("units.more.")) rows[at].units = String(Number(rows[at].units) + 1);
  else if (act.startsWith("layer.remove.")) rows.splice(at, 1);
  else throw new Error(`no such change: ${act}`);
  return rows;
}

function isActivation(name) {
  return name.startsWith(`${LAYERS}.`) && name.endsWith(".activation");
}
