// Below the map: what its colours and shapes mean, always.

import { divergingTable } from "../colour.js";
import { size } from "../format.js";
import { drawPoint } from "../maps/points.js";
import { mostOf } from "../maps/grid.js";
import { say } from "../words.js";
import { fit, make, token } from "./island.js";

const [WIDTH, HEIGHT, MARK] = [144, 10, 14]; // px

export class MapLegend {
  #box;
  #key = "";

  constructor(box) {
    this.#box = box;
  }

  show(picture, view, counted, theme) {
    const key = [picture.task, picture.classes, mostOf(picture), view.axes, counted, theme].join(" ");
    if (key === this.#key) return;
    this.#key = key;
    const parts = [];
    const regression = picture.task === "regression";
    if (!regression) picture.classes.forEach((name, target) => parts.push(this.#mark(picture, target, false, theme, name)));
    if (picture.task !== "multiclass" && view.axes.length === 2 && !counted) parts.push(this.#bar(picture, theme));
    if (!counted) parts.push(this.#mark(picture, 0, true, theme, say("test")));
    this.#box.replaceChildren(...parts);
  }

  /** One point with its word. */
  #mark(picture, target, hollow, theme, word) {
    const canvas = make("canvas");
    const context = fit(canvas, MARK, MARK);
    drawPoint(context, MARK / 2, MARK / 2, 3.5, { target, hollow, task: picture.task, most: 1 }, { halo: token("--surface"), third: token("--third"), theme });
    return make("span", { className: "mark", title: hollow ? say("Hollow: kept for the test. Filled: trained on.") : "" }, canvas, word);
  }

  #bar(picture, theme) {
    const canvas = make("canvas");
    const context = fit(canvas, WIDTH, HEIGHT);
    const table = divergingTable(theme);
    for (let x = 0; x < WIDTH; x += 1) {
      const pixel = table[Math.round((x * 255) / (WIDTH - 1))];
      context.fillStyle = `rgb(${pixel & 255} ${(pixel >> 8) & 255} ${(pixel >> 16) & 255})`;
      context.fillRect(x, 0, 1, HEIGHT);
    }
    context.fillStyle = token("--text-2");
    context.fillRect(WIDTH / 2, 0, 1, HEIGHT); // 0: the border between the classes
    const most = size(mostOf(picture));
    return make("span", { className: "scale" }, `−${most}`, canvas, `+${most}`);
  }
}
