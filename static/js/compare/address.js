// The address is the comparison: which runs, in which order and colours, and how they are looked at. Defaults are left out.

/** Parameters of `/compare/`: `runs`: [{key, slot, hidden}…] in order; `look` as playground/compare/asked.py reads it. */
export function queryOf(runs, look) {
  const query = new URLSearchParams();
  for (const { key } of runs) query.append("run", key);
  if (runs.some(({ slot }, place) => slot !== place)) query.set("colours", runs.map(({ slot }) => slot).join());
  const hidden = runs.flatMap((run, place) => (run.hidden ? [place] : []));
  if (hidden.length) query.set("hidden", hidden.join());
  if (look.columns.join() !== "test_loss") for (const column of look.columns) query.append("column", column);
  const plain = { x: "epoch", order: "value", quantity: "size", band: "std", base: "", group: "" };
  for (const [name, otherwise] of Object.entries(plain)) if (look[name] !== otherwise) query.set(name, look[name]);
  if (look.smooth > 0) query.set("smooth", String(look.smooth));
  for (const name of ["logx", "logy", "delta"]) if (look[name]) query.set(name, "1");
  if (look.every) query.set("all", "1");
  if (look.zoom) query.set("zoom", look.zoom.map((place) => String(Number(place.toPrecision(7)))).join());
  if (look.epoch !== null) query.set("epoch", String(look.epoch));
  return query;
}

/** As text, with the signs that need no escape left readable. */
export function spelled(query) {
  return String(query).replaceAll("%3A", ":").replaceAll("%2C", ",");
}
