// In what a set-up before differs from the present one, in a few words: "lr 0.03", "tanh → sigmoid", "4 → 5 units".
// Arrows and signs lead from before to now; a plain value is the one before. Pure: flat values in, words out.

import { say } from "../words.js";
import { LAYERS, rowsOf } from "./rows.js";

const SPOKEN = 2; // so many differences are told, the rest is counted

const TELLING = 40; // characters: longer values say nothing to people

/**
 * Words for each difference. `names`: {label(key) → a field's name as people read it, title(key, value) → what an entry or
 * choice is called}.
 */
export function differences(before, now, names) {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((key) => before[key] !== now[key] && !key.startsWith(LAYERS));
  const swapped = keys.filter((key) => key.endsWith(".name"));
  const own = (key) => swapped.some((name) => name !== key && key.startsWith(name.slice(0, -"name".length)));
  const plain = keys.filter((key) => !own(key) && before[key] !== undefined && !key.startsWith("edits"));
  return [...layerDifferences(rowsOf(before), rowsOf(now), names), ...plain.map((key) => valueWords(key, before, now, names))];
}

/** "lr 0.03, seed 7 and 2 more"; "same set-up" where nothing differs. */
export function inWords(all) {
  if (!all.length) return say("same set-up");
  const told = all.slice(0, SPOKEN).join(say(", "));
  return all.length > SPOKEN ? say("{told} and {count} more", { told, count: all.length - SPOKEN }) : told;
}

function valueWords(key, before, now, names) {
  if (key.endsWith(".name")) return say("{before} → {now}", { before: names.title(key, before[key]), now: names.title(key, now[key]) });
  if (before[key].length > TELLING) return say("other {field}", { field: names.label(key) });
  const value = before[key] === "none" ? say("none") : names.title(key, before[key]);
  return say("{field} {value}", { field: names.label(key), value });
}

function layerDifferences(before, now, names) {
  const more = now.length - before.length;
  if (more) return [more > 0 ? counted(more, say("+ 1 layer"), (count) => say("+ {count} layers", { count })) : counted(-more, say("− 1 layer"), (count) => say("− {count} layers", { count }))];
  return [...unitDifferences(before, now), ...activationDifferences(before, now, names), ...otherDifferences(before, now, names)];
}

function counted(count, one, many) {
  return count === 1 ? one : many(count);
}

function unitDifferences(before, now) {
  const at = changed(before, now, "units");
  const listed = (rows) => (at.length === 1 ? rows[at[0]].units : rows.map((row) => row.units).join("·"));
  return at.length ? [say("{before} → {now} units", { before: listed(before), now: listed(now) })] : [];
}

function activationDifferences(before, now, names) {
  const at = changed(before, now, "activation");
  const arrows = [...new Set(at.map((row) => say("{before} → {now}", { before: names.title("activation", before[row].activation), now: names.title("activation", now[row].activation) })))];
  if (at.length === now.length || arrows.length === 0) return arrows;
  return at.map((row, index) => say("layer {layer} {what}", { layer: row + 1, what: arrows[Math.min(index, arrows.length - 1)] }));
}

function otherDifferences(before, now, names) {
  const fields = new Set([...before, ...now].flatMap(Object.keys));
  for (const known of ["name", "units", "activation"]) fields.delete(known);
  return [...fields].flatMap((field) => changed(before, now, field).map((row) => say("layer {layer} {what}", { layer: row + 1, what: `${names.label(`${LAYERS}.${row}.${field}`)} ${before[row][field]}` })));
}

/** Rows in which a field differs. */
function changed(before, now, field) {
  return now.flatMap((row, index) => (row[field] === before[index][field] ? [] : [index]));
}
