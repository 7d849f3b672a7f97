// Where lines end in sight: in a point, or through the top of the frame.

/**
 * Where the last of some lines leaves the frame below `top`, of records `before` on: {epoch, value}, `value` Infinity where it
 * goes through the top; null where none was ever in sight. `epochs` and each of `lines`: by record.
 */
export function endInSight(epochs, lines, top, before) {
  let end = null;
  for (const line of lines) {
    let at = Math.min(before, line.length) - 1;
    while (at >= 0 && !inSight(line[at], top)) at -= 1;
    if (at < 0) continue;
    const found = through(epochs, line, at, top) ?? { epoch: epochs[at], value: line[at] };
    if (!end || found.epoch > end.epoch) end = found;
  }
  return end;
}

/** Where a line that stands above `top` at record `at` went out of sight, {epoch, value: Infinity}: through the top, or with the first record. */
export function leftAt(epochs, line, at, top) {
  let last = at - 1;
  while (last >= 0 && !inSight(line[last], top)) last -= 1;
  if (last < 0) return { epoch: epochs[0], value: Infinity };
  return through(epochs, line, last, top) ?? { epoch: epochs[last], value: Infinity };
}

/** `find(…)` of what was found for the same `key` before: a walk along a column is made once, not at each draw. */
export function once(find) {
  let [known, found] = [null, null];
  return (key, ...given) => {
    if (key !== known) [known, found] = [key, find(...given)];
    return found;
  };
}

function inSight(value, top) {
  return Number.isFinite(value) && value <= top;
}

/** Where a line in sight at record `at` meets the top on its way to the next; null where the next is in sight or not finite. */
function through(epochs, line, at, top) {
  const next = line[at + 1];
  if (!Number.isFinite(next) || next <= top) return null;
  return { epoch: epochs[at] + ((epochs[at + 1] - epochs[at]) * (top - line[at])) / (next - line[at]), value: Infinity };
}
