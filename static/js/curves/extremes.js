// The highest and lowest finite value of columns that grow, and their records: each value is read once, not at each draw.

export class Extremes {
  lines = []; // of each column {most, mostAt, least, leastAt}; at −1 where nothing finite came yet
  #key = null;
  #read = 0;

  /** Take in what is new of `columns`. Another `key` makes them other columns. */
  update(key, columns) {
    const length = columns[0]?.length ?? 0;
    if (key !== this.#key || length < this.#read) this.#begin(key, columns);
    columns.forEach((column, line) => {
      const found = this.lines[line];
      for (let at = this.#read; at < length; at += 1) {
        const value = column[at];
        if (!Number.isFinite(value)) continue;
        if (value > found.most) Object.assign(found, { most: value, mostAt: at });
        if (value < found.least) Object.assign(found, { least: value, leastAt: at });
      }
    });
    this.#read = length;
  }

  #begin(key, columns) {
    this.#key = key;
    this.#read = 0;
    this.lines = columns.map(() => ({ most: -Infinity, mostAt: -1, least: Infinity, leastAt: -1 }));
  }

  /** The highest of all: {line, most, mostAt, …}; null where there is none. */
  get peak() {
    return this.lines.reduce((best, one, line) => (one.most > (best?.most ?? -Infinity) ? { ...one, line } : best), null);
  }
}
