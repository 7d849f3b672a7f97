// What every island is: a custom element inside <pg-instrument> or <pg-comparison> that redraws, at most once a frame, when the scene says so.

import { bill, onTheBill } from "../live/work.js";

export class Island extends HTMLElement {
  #frame = 0;
  #billed = false; // a message wants the frame that is due
  #ears = null;
  #extent = null;
  #resized = null;

  connectedCallback() {
    this.scene = this.closest("pg-instrument, pg-comparison").scene;
    this.#ears = new AbortController();
    this.start();
    this.#resized = new ResizeObserver(() => {
      this.#extent = null;
      this.invalidate();
    });
    this.#resized.observe(this);
    this.invalidate();
  }

  disconnectedCallback() {
    this.#ears?.abort();
    this.#resized?.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.stop();
  }

  /** Set up once the element stands in the page; subclasses build their insides here. */
  start() {}

  stop() {}

  /** Draw what the scene says now. */
  draw() {}

  /** Listen to `target` until the element leaves the page. */
  on(target, types, handler, options = {}) {
    for (const type of types.split(" ")) target.addEventListener(type, handler, { ...options, signal: this.#ears.signal });
  }

  /** Inner size {width, height} in px, asked of the layout only after it changed: asking in every frame costs more than drawing. */
  get extent() {
    this.#extent ??= { width: this.clientWidth, height: this.clientHeight };
    return this.#extent;
  }

  /** Redraw on any of these events of the scene. */
  redrawOn(types) {
    this.on(this.scene, types, () => this.invalidate());
  }

  invalidate() {
    this.#billed ||= onTheBill();
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      const billed = this.#billed;
      this.#billed = false;
      if (billed) bill(() => this.draw());
      else this.draw();
    });
  }
}

/** A size on canvas in px as this view draws it: on the projector text and lines are `times` larger. */
export function ink(px, times = 5 / 3) {
  return document.documentElement.dataset.view === "stage" ? px * times : px;
}

/** Size a canvas for CSS pixels on this screen; returns its context, scaled so that one unit is one CSS pixel. */
export function fit(canvas, width, height) {
  const ratio = globalThis.devicePixelRatio || 1;
  const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const [wide, high] = [`${width}px`, `${height}px`];
  if (canvas.style.width !== wide || canvas.style.height !== high) Object.assign(canvas.style, { width: wide, height: high });
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/** A canvas sized so, with nothing on it: its context. */
export function cleared(canvas, width, height) {
  const context = fit(canvas, width, height);
  context.clearRect(0, 0, width, height);
  return context;
}

/** Draw on a canvas by `sketch(canvas)`; whoever takes the figure away draws the same on another. */
export function drawOn(canvas, sketch) {
  canvas.sketch = sketch;
  sketch(canvas);
}

/** A new element with properties and children. */
export function make(tag, properties = {}, ...children) {
  const { dataset = {}, ...rest } = properties;
  const element = Object.assign(document.createElement(tag), rest);
  Object.assign(element.dataset, dataset);
  element.append(...children);
  return element;
}

/** Put text into an element only where it differs: screen readers and layout stay quiet. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
