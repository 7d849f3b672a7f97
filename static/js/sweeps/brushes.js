// Ranges on the axes of a sweep's figures, and which runs lie within all of them. Positions are 0 to 1; the last axis is the result.
//
// facts: {axes: [{label, words, at, ticks}], result: {label, ticks}, cells: [[index…, result, shade, mark, id, words] or null]}.

const FINE = 1e-6;
const RESULT_STOPS = Array.from({ length: 21 }, (_, place) => place / 20);

/** Where a run stands on an axis; null: nowhere (a result that is none). */
export function positionOf(facts, cell, axis) {
  return axis < facts.axes.length ? facts.axes[axis].at[cell[axis]] : cell[axis];
}

/** What a run has to say: {place, result, shade, mark, id, words}; null before it began. */
export function runOf(facts, place) {
  const cell = facts.cells[place];
  if (!cell) return null;
  const [result, shade, mark, id, words] = cell.slice(facts.axes.length);
  return { place, result, shade, mark, id, words };
}

/** For each run whether it lies within every range (axis → [low, high]); a run without a result is outside any range of results. */
export function within(facts, ranges) {
  const asked = [...ranges];
  return facts.cells.map((cell) => {
    if (!cell) return false;
    return asked.every(([axis, [low, high]]) => {
      const at = positionOf(facts, cell, axis);
      return at !== null && at >= low - FINE && at <= high + FINE;
    });
  });
}

/** The positions an end of a range takes from key to key. */
export function stopsOf(facts, axis) {
  return axis < facts.axes.length ? [...new Set(facts.axes[axis].at)].toSorted((a, b) => a - b) : RESULT_STOPS;
}

/** The next stop above or below a position, or the position where there is none. */
export function nextStop(stops, at, up) {
  const found = up ? stops.find((one) => one > at + FINE) : stops.findLast((one) => one < at - FINE);
  return found ?? at;
}

/** A range with one end (0: low, 1: high) moved; null where it covers the whole axis and so says nothing. */
export function moved(range, end, to) {
  const [low, high] = range ?? [0, 1];
  const at = Math.min(1, Math.max(0, to));
  const next = end ? [Math.min(low, at), at] : [at, Math.max(high, at)];
  return next[0] <= FINE && next[1] >= 1 - FINE ? null : next;
}

/** What stands at a position, in words: the nearest value of a field, or the tick of the result nearest to it. */
export function wordsAt(facts, axis, at) {
  const { ticks } = facts.result;
  const { at: where, words } = facts.axes[axis] ?? { at: ticks.map(([one]) => one), words: ticks.map(([, text]) => text) };
  if (!where.length) return "";
  const place = where.reduce((best, one, index) => (Math.abs(one - at) < Math.abs(where[best] - at) ? index : best), 0);
  return words[place];
}

/** A run in a line: "Learning rate 0.03 · Optimizer Adam: 0.95". `lost`: the words for one that diverged. */
export function sentenceOf(facts, place, lost) {
  const { mark, words: result } = runOf(facts, place);
  const fields = facts.axes.map(({ label, words }, axis) => `${label} ${words[facts.cells[place][axis]]}`).join(" · ");
  return `${fields}: ${mark === "d" ? lost : result}`;
}
