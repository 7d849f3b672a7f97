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
 * Cells of one row: [{from, to, kind, log}], `from`/`to` in whole pixels. kind: "size" with log₁₀ of the value, "zero" where
 * nothing arrives, "broken" for NaN and ∞ (from there to the right end of what is known). Epochs not recorded leave no cell.
 */
export function cells(epochs, values, planned, width) {
  const row = [];
  const last = values.length - 1;
  for (let index = 0; index <= last; ) {
    const from = leftOf(epochs[index], planned, width);
    let end = index + 1;
    while (end <= last && leftOf(epochs[end], planned, width) === from) end += 1;
    const to = end <= last ? leftOf(epochs[end], planned, width) : Math.max(from + 1, leftOf(epochs[end - 1] + 1, planned, width));
    row.push({ from, to: Math.max(to, from + 1), ...merged(values, index, end) });
    index = end;
  }
  return row;
}

function merged(values, begin, end) {
  const logs = [];
  for (let index = begin; index < end; index += 1) {
    if (!Number.isFinite(values[index])) return { kind: "broken", log: NaN };
    if (values[index] > 0) logs.push(Math.log10(values[index]));
  }
  if (!logs.length) return { kind: "zero", log: -Infinity };
  return { kind: "size", log: median(logs) };
}

/** The middle value; of two middles, their mean. */
export function median(values) {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
