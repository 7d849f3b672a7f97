// A confusion matrix in numbers: how often each class was called what, as counts and as shares of its row.

/** [true class][called class] = {count, share of the row (NaN for an empty row)}; `counts` row-major, or nothing yet (count null). */
export function tally(counts, classes) {
  return Array.from({ length: classes }, (_, row) => {
    const own = Array.from({ length: classes }, (_, column) => counts?.[row * classes + column] ?? null);
    const total = own.reduce((sum, count) => sum + (count ?? 0), 0);
    return own.map((count) => ({ count, share: total ? count / total : NaN }));
  });
}

/** {right, total, worst: {row, column, count} of the commonest mistake or null}. */
export function outcome(rows) {
  let [right, total, worst] = [0, 0, null];
  rows.forEach((cells, row) =>
    cells.forEach(({ count }, column) => {
      total += count ?? 0;
      if (row === column) right += count ?? 0;
      else if (count > (worst?.count ?? 0)) worst = { row, column, count };
    }),
  );
  return { right, total, worst };
}
