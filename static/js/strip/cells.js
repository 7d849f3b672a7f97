// What stands in each pixel column of the X-ray strip: epochs 0…planned across the width, medians where several share one.

/** Pixel column where epoch `epoch` begins. */
export function leftOf(epoch, planned, width) {
  return Math.floor((epoch * width) / (planned + 1));
}

/** Epoch under pixel `x`. */
export function epochAt(x, planned, width) {
  return Math.min(planned, Math.max(0, Math.floor((x * (planned + 1)) / width)));
}

/**
 * Cells of one row: [{from, to, kind, place}], `from`/`to` in whole pixels. kind: "size" with its place on the scale (log₁₀ of the
 * value, or the share itself), "zero" where nothing arrives, "broken" for NaN and ∞ (from there to the right end of what is
 * known). A cell reaches to the next value, or to epoch `ends[index]` where that comes first: what is beyond was not measured.
 */
export function cells(epochs, values, planned, width, { shares = false, ends = null } = {}) {
  const row = [];
  const last = values.length - 1;
  for (let index = 0; index <= last; ) {
    const from = leftOf(epochs[index], planned, width);
    let end = index + 1;
    while (end <= last && leftOf(epochs[end], planned, width) === from) end += 1;
    const reach = ends ? ends[end - 1] : end <= last ? epochs[end] : epochs[end - 1] + 1;
    row.push({ from, to: Math.max(leftOf(reach, planned, width), from + 1), ...(shares ? share(values, index, end) : merged(values, index, end)) });
    index = end;
  }
  return row;
}

/** First record whose cell has to be drawn again when records from `fresh` on arrive: its pixel column may be shared. */
export function firstTouched(epochs, fresh, planned, width) {
  let begin = Math.max(0, fresh - 1);
  const from = leftOf(epochs[begin] ?? 0, planned, width);
  while (begin > 0 && leftOf(epochs[begin - 1], planned, width) === from) begin -= 1;
  return begin;
}

function merged(values, begin, end) {
  const logs = [];
  for (let index = begin; index < end; index += 1) {
    if (!Number.isFinite(values[index])) return { kind: "broken", place: NaN };
    if (values[index] > 0) logs.push(Math.log10(values[index]));
  }
  if (!logs.length) return { kind: "zero", place: -Infinity };
  return { kind: "size", place: logs.length === 1 ? logs[0] : median(logs) };
}

function share(values, begin, end) {
  const part = values.slice(begin, end);
  return part.every(Number.isFinite) ? { kind: "size", place: median(part) } : { kind: "broken", place: NaN };
}

/** The middle value; of two middles, their mean. */
export function median(values) {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
