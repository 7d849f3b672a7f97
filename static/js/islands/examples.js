// A dozen test examples, always the same: what each is, what it was called, and how sure the network was of every class.

import { answersOf, sharesOf } from "../examples/answers.js";
import { percent } from "../format.js";
import { drawInk } from "../pictures/ink.js";
import { theme, token } from "../theme.js";
import { drawSequences } from "../thumbs/sequences.js";
import { say } from "../words.js";
import { className } from "./confusion.js";
import { drawOn, fit, make, write } from "./island.js";

const BAR_GAP = 1; // px between two bars
const [SMALLEST, LARGEST] = [18, 44]; // px along an example
const [LOW, HIGH] = [8, 28]; // px of a whole bar

export class Examples {
  sentence = "";
  #box;
  #picture = null;

  constructor(box) {
    this.#box = box;
  }

  /** Show the answers at the scene's moment to the examples of `picture`; null: hide. */
  show(picture, scene) {
    if (!picture) {
      this.list?.remove();
      this.list = this.#picture = null;
      return;
    }
    if (this.#picture !== picture || this.theme !== scene.theme) this.#build(picture, scene);
    const answers = answersOf(scene);
    this.found = answers && picture.examples.map((_, at) => sharesOf(picture, answers.outputs, at));
    this.cards.forEach((card, at) => this.#card(card, at, this.found?.[at] ?? null));
    const right = this.found?.filter(({ best }, at) => best === this.#target(at)).length;
    this.sentence = this.found ? say("{right} of these {count} test examples are right.", { right, count: this.cards.length }) : say("Train, and the answers to these test examples stand here.");
  }

  #target(at) {
    return this.#picture.test.targets[at];
  }

  #build(picture, scene) {
    this.list?.remove();
    this.#picture = picture;
    this.theme = scene.theme;
    this.cards = picture.examples.map((_, at) => {
      const [shown, bars, word] = [make("canvas", { className: "shown" }), make("canvas", { className: "bars" }), make("span", { className: "word" })];
      const item = make("li", { className: "example" }, shown, word, bars);
      shown.hidden = picture.shape.length === 1;
      return { item, shown, bars, word, at };
    });
    this.list = make("ul", { className: "examples", dataset: { shape: picture.shape.length } }, ...this.cards.map(({ item }) => item));
    this.#box.append(this.list);
    this.#measure();
  }

  /** How large examples and bars can be: a card is what the panel leaves it. */
  #measure() {
    const { clientWidth: width, clientHeight: height } = this.list.firstChild;
    const inside = height - 6;
    this.side = Math.round(Math.max(SMALLEST, Math.min(LARGEST, inside * 0.58, width * 0.5)));
    this.bars = { width: Math.max(24, width - 8), height: Math.round(Math.max(LOW, Math.min(HIGH, inside - (this.#picture.shape.length > 1 ? this.side : 18) - 6))) };
    for (const card of this.cards) if (!card.shown.hidden) this.#draw(card.shown, card.at);
  }

  /** "3", "versicolor", or among few classes of a table its sign, which the legend explains. */
  #name(index) {
    const { classes, shape } = this.#picture;
    return shape.length === 1 ? className(classes, index).split(" ")[0] : classes[index];
  }

  /** The example itself: ink for a picture, a line or symbols for a sequence. */
  #draw(canvas, at) {
    const { shape, test, task } = this.#picture;
    const points = test.points[at];
    const { side } = this;
    drawOn(canvas, (on) => {
      const context = fit(on, side, side);
      context.clearRect(0, 0, side, side);
      if (shape.length === 2) return drawSequences(context, side, { points: [points], targets: [test.targets[at]], shape, task }, { theme: theme(), ink: token("--text") });
      drawInk(context, points, { height: shape[1], width: shape[2], most: Math.max(1, ...points) }, { x: 0, y: 0, side }, token("--text"));
    });
  }

  #card({ item, bars, word }, at, answer) {
    const { classes } = this.#picture;
    const [is, called] = [classes[this.#target(at)], answer && classes[answer.best]];
    const right = is === called;
    item.dataset.right = answer ? String(right) : "";
    const name = this.#name(this.#target(at));
    write(word, !answer ? name : right ? `✓ ${name}` : `✕ ${name}\u2060→\u2060${this.#name(answer.best)}`);
    const label = !answer ? is : right ? say("{is}: right, {share} sure.", { is, share: percent(answer.shares[answer.best]) }) : say("{is}: called {called}, {share} sure.", { is, called, share: percent(answer.shares[answer.best]) });
    if (item.title !== label) item.title = label;
    drawOn(bars, (on) => this.#bars(on, at, answer));
  }

  /** One bar a class, as high as its share; the class it is stands in the text's colour over a mark. */
  #bars(canvas, at, answer) {
    const { width, height } = this.bars;
    const context = fit(canvas, width, height + 4);
    context.clearRect(0, 0, width, height + 4);
    const wide = width / this.#picture.classes.length;
    this.#picture.classes.forEach((_, index) => {
      const is = index === this.#target(at);
      const share = answer?.shares[index];
      const tall = Number.isFinite(share) ? Math.max(1, Math.round(share * height)) : 1;
      context.fillStyle = token(is ? "--text" : "--edge");
      context.fillRect(index * wide + BAR_GAP, height - tall, wide - 2 * BAR_GAP, tall);
      if (is) context.fillRect(index * wide + BAR_GAP, height + 2, wide - 2 * BAR_GAP, 2);
    });
  }

  /** Its box changed. */
  resized() {
    if (this.list) this.#measure();
  }

  /** The same for the Table button. */
  rows() {
    const { classes } = this.#picture;
    const cells = (at) => {
      const answer = this.found?.[at];
      return [classes[this.#target(at)], answer ? classes[answer.best] : "–", ...classes.map((_, index) => (answer ? percent(answer.shares[index]) : "–"))];
    };
    return { head: [say("Test example"), say("is"), say("called"), ...classes], rows: this.cards.map(({ at }) => [at + 1, ...cells(at)]) };
  }
}
