// What the hand does on the map: a click adds a point, a drag moves one, right click or the eraser take one away; and the same by
// keys: arrows move the pen, Enter adds or lifts and drops, Delete erases, 1–3 choose the class.

import { planeAt } from "../maps/grid.js";
import { token } from "../theme.js";
import { say } from "../words.js";
import { place, STEPS, steps } from "./text.js";

const [REACH, TOUCH] = [9, 18]; // px around a point that belong to it, for a mouse and for a finger
const [STRIDE, FINE] = [50, 10]; // steps an arrow moves the pen, without and with Shift
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const NAMES = ["●", "◆", "▲"];

export class Pen {
  dragging = null; // the point that moves with the pointer or the pen
  at = { across: STEPS / 2, up: STEPS / 2 }; // where the keys stand
  #ears = new AbortController();
  #keyed = false; // the pen is in sight: somebody uses the keys

  constructor(drawing, map) {
    Object.assign(this, { drawing, map, canvas: map.querySelector("canvas") });
    const { signal } = this.#ears;
    const on = (type, handler) => this.canvas.addEventListener(type, (event) => this.#active() && handler(event), { signal });
    map.toggleAttribute("data-drawing", true);
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("aria-description", say("Arrows move the pen, Enter adds a point or lifts one, Delete erases, 1 to 3 choose the class, Ctrl+Z takes back."));
    on("pointerdown", (event) => this.#down(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerup", () => this.#up());
    on("pointercancel", () => this.#up());
    on("contextmenu", (event) => event.preventDefault());
    on("keydown", (event) => this.#key(event));
    for (const type of ["focus", "blur"]) on(type, () => this.#see(type === "focus" && this.canvas.matches(":focus-visible")));
    drawing.scene.pen = (context, placed) => this.#paint(context, placed);
  }

  /** Leave the map as it was found. */
  lift() {
    this.#ears.abort();
    this.drawing.scene.pen = null;
    this.map.removeAttribute("data-drawing");
    this.canvas.removeAttribute("tabindex");
    this.canvas.removeAttribute("aria-description");
  }

  #active() {
    return this.drawing.scene.picture?.columns.length === 2 && this.drawing.scene.view.kind !== "confusion";
  }

  /** Steps under the pointer, and how many of them a reach of some px is. */
  #under({ clientX, clientY, pointerType }) {
    const { canvas } = this;
    const box = canvas.getBoundingClientRect();
    const [across, up] = [(clientX - box.left - canvas.clientLeft) / canvas.clientWidth, 1 - (clientY - box.top - canvas.clientTop) / canvas.clientHeight];
    const reach = ((pointerType === "mouse" ? REACH : TOUCH) / canvas.clientWidth) * STEPS;
    return { across: steps(planeAt(across)), up: steps(planeAt(up)), reach };
  }

  #down(event) {
    if (event.button > 0 && event.button !== 2) return;
    const { sketch, kind } = this.drawing;
    const { across, up, reach } = this.#under(event);
    const found = sketch.nearest(across, up, reach);
    this.#see(false);
    if (event.button === 2 || kind === null) return found && this.#erase(found);
    this.canvas.setPointerCapture(event.pointerId);
    if (found) {
      sketch.begin();
      this.dragging = sketch.nearest(across, up, reach);
    } else {
      this.dragging = sketch.add(kind, across, up);
      if (!this.dragging) return this.drawing.changed(say("There is room for no more points."));
    }
    this.drawing.show();
  }

  #move(event) {
    if (!this.dragging) return;
    const { across, up } = this.#under(event);
    Object.assign(this.dragging, { across, up });
    this.drawing.show();
  }

  #up() {
    if (!this.dragging) return;
    const { across, up, kind } = this.dragging;
    this.dragging = null;
    this.drawing.changed(this.#where(kind, across, up));
  }

  #erase(point) {
    this.drawing.sketch.erase(point);
    this.drawing.changed(say("{point} erased.", { point: NAMES[point.kind] }));
  }

  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return this.drawing.undoKey(event);
    const arrow = ARROWS[event.key];
    const digit = ["1", "2", "3"].indexOf(event.key);
    const erases = ["Delete", "Backspace"].includes(event.key);
    if (!arrow && digit < 0 && !erases && event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation(); // the page has other uses for some of these
    if (digit >= 0) return this.drawing.choose(digit);
    this.#keyed = true;
    if (arrow) this.#step(arrow, event.shiftKey ? FINE : STRIDE);
    else if (event.key === "Enter") this.#press();
    else if (this.#here()) this.#erase(this.#here());
  }

  #here() {
    return this.drawing.sketch.nearest(this.at.across, this.at.up, STRIDE);
  }

  #step([across, up], stride) {
    const bounded = (value) => Math.min(Math.max(value, 0), STEPS);
    Object.assign(this.at, { across: bounded(this.at.across + across * stride), up: bounded(this.at.up + up * stride) });
    if (this.dragging) Object.assign(this.dragging, this.at);
    const found = this.dragging ?? this.#here();
    this.drawing.announce(this.#where(found?.kind, this.at.across, this.at.up));
    this.drawing.show();
  }

  /** Enter: drop what is lifted, lift what is here, else add. */
  #press() {
    if (this.dragging) return this.#up();
    const { sketch, kind } = this.drawing;
    const found = this.#here();
    if (found && kind === null) return this.#erase(found);
    if (found) {
      sketch.begin();
      this.dragging = this.#here();
      return this.drawing.announce(say("{point} lifted: arrows move it, Enter drops it.", { point: NAMES[found.kind] }));
    }
    if (kind === null) return undefined;
    const added = sketch.add(kind, this.at.across, this.at.up);
    return this.drawing.changed(added ? this.#where(kind, added.across, added.up) : say("There is room for no more points."));
  }

  #where(kind, across, up) {
    const [x, y] = [place(across).toFixed(1), place(up).toFixed(1)];
    return kind === undefined ? say("Empty at {x}, {y}", { x, y }) : say("{point} at {x}, {y}", { point: NAMES[kind], x, y });
  }

  #see(keyed) {
    this.#keyed = keyed;
    this.drawing.scene.tell("drawing");
  }

  /** A cross hair where the keys would put a point. */
  #paint(context, placed) {
    if (!this.#keyed) return;
    const [x, y] = placed([place(this.at.across), place(this.at.up)]);
    context.lineWidth = 1.5;
    for (const [colour, wide] of [[token("--surface"), 4], [token("--text"), 1.5]]) {
      context.strokeStyle = colour;
      context.lineWidth = wide;
      context.beginPath();
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
        context.moveTo(x + 4 * dx, y + 4 * dy);
        context.lineTo(x + 12 * dx, y + 12 * dy);
      }
      context.stroke();
    }
  }
}
