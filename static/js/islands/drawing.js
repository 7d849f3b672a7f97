// <pg-drawing>: points drawn by hand on the output map. Its hidden field is the drawing; the form asks the server about it a
// moment after the last stroke, and until the answer is there the map shows what is drawn already.

import { Pen } from "../drawing/pen.js";
import { Sketch } from "../drawing/sketch.js";
import { MOST, place } from "../drawing/text.js";
import { drawPoint } from "../maps/points.js";
import { say } from "../words.js";
import { token } from "../theme.js";
import { fit, Island, make, write } from "./island.js";

const REST = 350; // ms without a stroke before the form is asked
const KINDS = [0, 1, 2];

class Drawing extends Island {
  #later = null;

  start() {
    this.field = this.querySelector("input[type=hidden]");
    this.said = this.querySelector("[role=status]");
    this.sketch = new Sketch(this.field.value);
    const replay = this.closest("pg-instrument").hasAttribute("data-replay");
    if (replay || this.scene.watching || this.hasAttribute("data-plain")) {
      this.querySelector(".drawing-says").hidden = true;
      return;
    }
    this.#tools(this.querySelector(".drawing-tools"));
    this.pen = new Pen(this, this.closest("pg-instrument").querySelector("pg-map"));
    this.on(this.scene, "picture", () => this.#answered());
    this.on(this.scene, "recipe", () => this.field.value !== this.sketch.text && !this.#later && this.#reread());
    this.on(this, "keydown", (event) => this.undoKey(event));
    this.redrawOn("theme");
  }

  stop() {
    clearTimeout(this.#later);
    this.pen?.lift();
    this.scene.drawing = null;
    this.scene.tell("drawing");
  }

  /** Which class is drawn: 0–2, or null for the eraser. */
  get kind() {
    const chosen = this.querySelector("input[name=drawing-kind]:checked").value;
    return chosen === "erase" ? null : Number(chosen);
  }

  choose(kind) {
    this.querySelector(`input[name=drawing-kind][value="${kind}"]`).checked = true;
    this.announce([say("Class ●"), say("Class ◆"), say("Class ▲")][kind] ?? say("Eraser"));
  }

  announce(words) {
    write(this.said, words);
  }

  #tools(box) {
    const names = [say("Class ●"), say("Class ◆"), say("Class ▲"), say("Eraser")];
    const choice = (value, at) => {
      const radio = make("input", { type: "radio", name: "drawing-kind", value: String(value), checked: at === 0 });
      radio.setAttribute("aria-label", names[at]);
      const mark = value === "erase" ? say("Erase") : make("canvas", { dataset: { kind: value } });
      return make("label", { title: value === "erase" ? say("Eraser: Delete or right click too") : `${names[at]} (${at + 1})` }, radio, make("span", { className: "face" }, mark));
    };
    // `form` names no form: how one draws is no part of the set-up.
    this.kinds = make("fieldset", { className: "segments drawing-kinds" }, make("legend", { className: "unseen", textContent: say("What is drawn") }), ...[...KINDS, "erase"].map(choice));
    for (const radio of this.kinds.querySelectorAll("input")) {
      radio.setAttribute("form", "");
      this.on(radio, "change", (event) => event.stopPropagation());
    }
    this.back = this.#button(say("Undo"), () => this.undo());
    this.all = this.#button(say("Clear"), () => {
      this.sketch.clear();
      this.changed(say("No points."));
    });
    box.replaceChildren(this.kinds, make("span", { className: "drawing-deeds" }, this.back, this.all));
  }

  #button(textContent, act) {
    const button = make("button", { type: "button", className: "small", textContent });
    this.on(button, "click", act);
    return button;
  }

  undo() {
    if (this.sketch.undo()) this.changed(say("Taken back."));
  }

  /** Ctrl+Z, wherever one is drawing. */
  undoKey(event) {
    if (event.key.toLowerCase() !== "z" || event.shiftKey || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.undo();
  }

  /** The drawing is another: show it now, ask about it once the hand rests. */
  changed(words) {
    if (words) this.announce(words);
    this.show();
    clearTimeout(this.#later);
    this.#later = setTimeout(() => this.commit(), REST);
  }

  commit() {
    clearTimeout(this.#later);
    this.#later = null;
    const { text } = this.sketch;
    if (this.pen.dragging || text === this.field.value) return;
    this.field.value = text;
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Put the points as they are now on the map: those of the test split stay hollow, new ones are filled. */
  show() {
    const { picture } = this.scene;
    if (!picture) return;
    const held = new Map();
    picture.test.points.forEach((point, index) => {
      const key = keyOf(point, picture.test.targets[index]);
      held.set(key, (held.get(key) ?? 0) + 1);
    });
    const drawing = { train: { points: [], targets: [] }, test: { points: [], targets: [] } };
    for (const { kind, across, up } of this.sketch.points) {
      const [point, left] = [[place(across), place(up)], held.get(keyOf([place(across), place(up)], kind)) ?? 0];
      if (left) held.set(keyOf(point, kind), left - 1);
      const split = drawing[left ? "test" : "train"];
      split.points.push(point);
      split.targets.push(kind);
    }
    this.scene.drawing = drawing;
    this.scene.tell("drawing");
    this.invalidate();
  }

  /** The server has split the drawing: from here on its picture is as new as ours. */
  #answered() {
    if (this.#later || this.pen.dragging || this.field.value !== this.sketch.text) return;
    this.scene.drawing = null;
    this.scene.tell("drawing");
  }

  #reread() {
    this.sketch.replace(this.field.value);
    this.scene.drawing = null;
    this.invalidate();
  }

  draw() {
    const counts = this.sketch.counts();
    const total = this.sketch.points.length;
    const words = this.sketch.full ? say("{count} points, and there is room for no more.", { count: MOST.toLocaleString("en") }) : `● ${counts[0]} · ◆ ${counts[1]}` + (counts[2] ? ` · ▲ ${counts[2]}` : "");
    write(this.querySelector(".drawing-count"), words);
    if (!this.kinds) return;
    this.back.disabled = !this.sketch.canUndo;
    this.all.disabled = !total;
    const colours = { halo: token("--surface"), third: token("--third"), theme: this.scene.theme };
    for (const canvas of this.kinds.querySelectorAll("canvas")) {
      const context = fit(canvas, 16, 16);
      context.clearRect(0, 0, 16, 16);
      drawPoint(context, 8, 8, 4.5, { target: Number(canvas.dataset.kind), hollow: false, task: "multiclass", most: 1 }, colours);
    }
  }
}

const keyOf = ([x, y], kind) => `${kind} ${x.toFixed(3)} ${y.toFixed(3)}`;

customElements.define("pg-drawing", Drawing);
