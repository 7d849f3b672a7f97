// Below the map: what its colours and shapes mean, always.

import { divergingTable } from "../colour.js";
import { size } from "../format.js";
import { drawPoint } from "../maps/points.js";
import { mostOf } from "../maps/grid.js";
import { token } from "../theme.js";
import { say } from "../words.js";
import { fit, make } from "./island.js";

const [LONG, THICK, MARK] = [144, 10, 14]; // px
const NARROW = 96; // px of a scale where OUTPUT is 300 wide
const PHONE = 56; // px of a scale beside the map of a phone
const SIGNS = 3; // more classes than signs: names say it
const SHORT = 72; // px of a scale that stands upright

export class MapLegend {
  #box;
  #key = "";

  constructor(box) {
    this.#box = box;
    this.narrow = matchMedia("(max-width: 1199px)");
    this.phone = matchMedia("(max-width: 639px)");
    this.beside = matchMedia("(max-height: 719px) and (min-width: 1024px)"); // low windows have room beside the map, not below
  }

  /** `kind`: what stands there instead of the map; empty for the map itself. */
  show(picture, view, kind, theme) {
    const counted = kind !== "";
    const key = [picture.task, picture.classes, mostOf(picture), view.axes, kind, picture.test_is_train, theme, this.beside.matches, this.narrow.matches, this.phone.matches].join(" ");
    if (key === this.#key) return;
    this.#key = key;
    const parts = [];
    if (picture.task !== "regression" && picture.classes.length <= SIGNS) picture.classes.forEach((name, target) => parts.push(this.#mark(picture, target, false, theme, name)));
    if (picture.task !== "multiclass" && view.axes.length === 2 && !counted) parts.push(this.#bar(picture, theme));
    if (!counted && !picture.test_is_train) parts.push(this.#mark(picture, 0, true, theme, say("test")));
    this.#box.replaceChildren(...parts);
  }

  /** One point with its word. */
  #mark(picture, target, hollow, theme, word) {
    const canvas = make("canvas");
    const context = fit(canvas, MARK, MARK);
    drawPoint(context, MARK / 2, MARK / 2, 3.5, { target: picture.task === "regression" ? 1 : target, hollow, task: picture.task, most: 1 }, { halo: token("--surface"), third: token("--third"), theme });
    return make("span", { className: hollow ? "mark hollow" : "mark", title: hollow ? say("Hollow: kept for the test. Filled: trained on.") : "" }, canvas, word);
  }

  #bar(picture, theme) {
    const upright = this.beside.matches;
    const [canvas, length] = [make("canvas"), upright ? SHORT : this.phone.matches ? PHONE : this.narrow.matches ? NARROW : LONG];
    const context = fit(canvas, upright ? THICK : length, upright ? length : THICK);
    const table = divergingTable(theme);
    const fill = (at, colour) => {
      context.fillStyle = colour;
      if (upright) context.fillRect(0, length - 1 - at, THICK, 1);
      else context.fillRect(at, 0, 1, THICK);
    };
    for (let at = 0; at < length; at += 1) {
      const pixel = table[Math.round((at * 255) / (length - 1))];
      fill(at, `rgb(${pixel & 255} ${(pixel >> 8) & 255} ${(pixel >> 16) & 255})`);
    }
    fill(length / 2, token("--text-2")); // 0: the border between the classes
    const most = size(mostOf(picture));
    const ends = [`−${most}`, canvas, `+${most}`];
    return make("span", { className: "scale" }, ...(upright ? ends.toReversed() : ends));
  }
}
