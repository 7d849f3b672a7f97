// Where lines end in sight: in a point, or through the top of the frame.

/**
 * Where the last of some lines leaves the frame below `top`, of records `before` on: {epoch, value}, `value` Infinity where it
 * goes through the top; null where none was ever in sight. `epochs` and each of `lines`: by record.
 */
export function endInSight(epochs, lines, top, before) {
  let end = null;
  for (const line of lines) {
    let at = Math.min(before, line.length) - 1;
    while (at >= 0 && !(Number.isFinite(line[at]) && line[at] <= top)) at -= 1;
    if (at < 0) continue;
    const next = line[at + 1];
    const through = Number.isFinite(next) && next > top;
    const found = through
      ? { epoch: epochs[at] + ((epochs[at + 1] - epochs[at]) * (top - line[at])) / (next - line[at]), value: Infinity }
      : { epoch: epochs[at], value: line[at] };
    if (!end || found.epoch > end.epoch) end = found;
  }
  return end;
}

/** The highest finite value of some lines, and its record: {most, at}; at −1 where there is none. */
export function peak(lines) {
  const found = { most: -Infinity, at: -1 };
  for (const line of lines) for (let at = 0; at < line.length; at += 1) if (Number.isFinite(line[at]) && line[at] > found.most) Object.assign(found, { most: line[at], at });
  return found;
}
