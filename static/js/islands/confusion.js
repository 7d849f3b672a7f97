// The confusion matrix of the test points at the moment on show: counts, shares of each row, and the same in words.

import { percent } from "../format.js";
import { outcome, tally } from "../maps/tally.js";
import { joined, say } from "../words.js";
import { make, write } from "./island.js";

const SHAPES = ["●", "◆", "▲"];
const STRONGEST = 34; // % of the text's colour in a cell that holds its whole row: text on it keeps 4.5:1 in both themes

/** "◆ versicolor": a class as the map draws it. */
export function className(classes, index) {
  return classes.length > SHAPES.length ? classes[index] : `${SHAPES[index]} ${classes[index]}`;
}

export class Confusion {
  sentence = "";
  #box;
  #classes = null;

  constructor(box) {
    this.#box = box;
  }

  /** Show `counts` (test points, row-major) of a picture's classes at the scene's moment; `picture` null: hide. */
  show(picture, counts, scene) {
    if (!picture) {
      this.table?.remove();
      this.table = this.#classes = null;
      return;
    }
    const { classes } = picture;
    if (this.#classes !== classes) this.#build(classes);
    this.found = tally(counts, classes.length);
    this.found.forEach((cells, row) =>
      cells.forEach(({ count, share }, column) => {
        const cell = this.cells[row][column];
        write(cell.firstChild, count === null ? "–" : String(count));
        write(cell.lastChild, Number.isNaN(share) ? "" : percent(share));
        const tint = Math.round((Number.isNaN(share) ? 0 : share) * STRONGEST);
        if (cell.dataset.tint !== `${tint}`) Object.assign(cell.dataset, { tint }), (cell.style.background = `color-mix(in srgb, var(--text) ${tint}%, var(--surface))`);
      }),
    );
    this.sentence = this.#words(outcome(this.found), classes);
    const epoch = scene.frame ? scene.column("epoch")[scene.frame.seq] ?? 0 : null;
    write(this.caption, epoch === null ? say("Train, and the test points are counted here.") : say("Test points at epoch {epoch}. Rows: what they are; columns: what they were called.", { epoch }));
  }

  #words({ right, total, worst }, classes) {
    if (!total) return "";
    const words = [say("{right} of {total} test points are right.", { right, total })];
    if (worst) words.push(say("Most often wrong: {count} of class {is} called {called}.", { count: worst.count, is: classes[worst.row], called: classes[worst.column] }));
    return joined(...words);
  }

  #build(classes) {
    this.#classes = classes;
    this.table?.remove();
    this.caption = make("caption");
    this.cells = classes.map((_, row) => classes.map((_, column) => make("td", { className: row === column ? "right" : "" }, make("span", { className: "count" }), make("span", { className: "share" }))));
    const head = make("tr", {}, make("td"), ...classes.map((_, at) => this.#head(classes, at, "col")));
    const rows = this.cells.map((cells, at) => make("tr", {}, this.#head(classes, at, "row"), ...cells));
    this.table = make("table", { className: classes.length > SHAPES.length ? "confusion many" : "confusion" }, this.caption, make("thead", {}, head), make("tbody", {}, ...rows));
    this.#box.append(this.table);
  }

  /** A class at the edge of the matrix: its sign, and its name where there is room. */
  #head(classes, at, scope) {
    if (classes.length > SHAPES.length) return make("th", { scope, title: classes[at], textContent: classes[at] });
    const [sign, ...words] = className(classes, at).split(" ");
    return make("th", { scope, title: classes[at] }, sign, make("span", { className: "word", textContent: ` ${words.join(" ")}` }));
  }

  /** The matrix for the Table button. */
  rows() {
    const classes = this.#classes;
    const head = [say("is ↓ called →"), ...classes, say("right")];
    return { head, rows: this.found.map((cells, row) => [classes[row], ...cells.map(({ count }) => count ?? "–"), percent(cells[row].share)]) };
  }
}
