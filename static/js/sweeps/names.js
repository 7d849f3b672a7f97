// Names below an axis. Numbers may be left out where they would touch, the scale goes on between them; names may not: each is one.

const [LETTER, SIGN, GAP, ROWS] = [7.5, 13, 6, 6]; // of a Latin letter and a Chinese sign, in the figure's units; most rows

const wide = (text) => [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? SIGN : LETTER), 0);

/**
 * Each of `ticks` ([at, text], ascending) as [at, text, row, where its middle stands], in as few rows as keep them apart and inside
 * `from`…`to`; null where they would need more than six.
 */
export function staggered(ticks, x, [from, to]) {
  for (let rows = 1; rows <= Math.min(ROWS, ticks.length || 1); rows++) {
    const ends = Array(rows).fill(-Infinity);
    const placed = ticks.map(([at, text], place) => {
      const [row, half] = [place % rows, wide(text) / 2];
      const middle = Math.max(from + half, Math.min(to - half, x(at)));
      const free = middle - half >= ends[row] + GAP;
      ends[row] = middle + half;
      return free && [at, text, row, middle];
    });
    if (placed.every(Boolean)) return placed;
  }
  return null;
}
