// The stage: the surface as map or relief, what stands on it, and the time below it. It tells `chosen` what people do there.

import { count } from "../format.js";
import { fit, make, write } from "../islands/island.js";
import { takeButtons } from "../pictures/asked.js";
import { theme } from "../theme.js";
import { say } from "../words.js";
import { choice } from "./asking.js";
import { hider } from "./behind.js";
import { drawGround, drawScale } from "./map.js";
import { drawPath, drawPlaces, drawRacer, drawState } from "./marks.js";
import { flat } from "./places.js";
import { drawRelief, seen } from "./relief.js";

const SECONDS = 6; // a whole race, played
const LEAST = 12; // steps a second, however few there are
const MOMENT = 400; // ms: what takes less needs no words
const NUDGE = 1 / 40; // of the window: one press of an arrow key

export class Figure {
  #playing = 0;
  #ground = ""; // what the lower canvas shows

  /** `events`: {start(x, y), startNow(), step(at), look(changes)}; without `start` nobody moves it. */
  constructor(host, events) {
    Object.assign(this, { host, events });
    this.ground = make("canvas", { className: "arena-ground" });
    this.above = make("canvas", { className: "arena-above" });
    this.busy = make("p", { className: "arena-busy chip", hidden: true });
    this.box = make("div", { className: "arena-box", tabIndex: 0 }, this.ground, this.above, this.busy);
    this.box.setAttribute("role", "application");
    this.words = make("p", { className: "unseen", id: "arena-words" });
    this.box.setAttribute("aria-describedby", "arena-words");
    this.views = make("div", { className: "arena-views", role: "group" });
    this.hint = make("p", { className: "aside arena-hint" });
    this.legend = make("canvas", { className: "arena-legend", role: "img" });
    this.play = make("button", { type: "button", className: "arena-play", onclick: () => this.toggle() });
    this.slider = make("input", { type: "range", min: "0", step: "1", oninput: () => this.go(Number(this.slider.value)) });
    this.slider.setAttribute("aria-label", say("Step"));
    this.readout = make("output", { className: "arena-step" });
    host.dataset.figure = "";
    host.takeAway = async (kind) => (await import("../pictures/race.js")).takeRace(kind, this, getComputedStyle(host).fontFamily);
    const head = make("div", { className: "arena-head" }, this.views, this.hint, make("span", { className: "arena-files" }, ...takeButtons()));
    const time = make("div", { className: "arena-time" }, this.play, this.slider, this.readout);
    host.append(head, this.box, this.words, this.legend, time);
    this.box.addEventListener("pointerdown", (event) => this.#press(event));
    this.box.addEventListener("keydown", (event) => this.#key(event));
  }

  get last() {
    return this.race ? this.race.told.arena.steps : 0;
  }

  /** Show `race` (a decoded one), its `scale`, and `look` {step, racer, view, turn, tilt}; anything may be what it was. */
  show(race, scale, look) {
    Object.assign(this, { race, scale, look });
    this.host.classList.remove("waiting");
    this.draw();
  }

  says({ words, busy, bad }) {
    clearTimeout(this.soon);
    if (busy && !bad) this.soon = setTimeout(() => (this.busy.hidden = false), MOMENT);
    else this.busy.hidden = !words;
    this.busy.classList.toggle("bad", bad);
    write(this.busy, busy && words ? `${words}…` : words);
  }

  draw() {
    const { race, scale, look } = this;
    const extent = Math.floor(this.box.clientWidth);
    if (!race || !extent) return;
    const relief = look.view === "relief";
    const ground = [race.id, relief ? [look.turn, look.tilt] : "map", extent, theme(), globalThis.devicePixelRatio].join();
    if (ground !== this.#ground) {
      if (relief) drawRelief(this.ground, race, scale, look, extent);
      else drawGround(this.ground, race, scale, extent);
      this.#ground = ground;
      this.#drawLegend();
    }
    this.marks(fit(this.above, extent, extent), extent);
    this.#tell();
  }

  /** Draw what stands on the ground. */
  marks(context, extent) {
    const { race, scale, look, step } = this;
    const relief = look.view === "relief";
    context.clearRect(0, 0, extent, extent);
    const map = flat(race.told.window, extent);
    const put = relief ? seen(race, scale, look, extent) : map.put;
    const hidden = relief ? this.#hidden() : { hides: undefined, paths: [] };
    context.save();
    if (!relief) {
      context.beginPath();
      context.rect(...map.frame);
      context.clip();
    }
    drawPlaces(context, put, race.told, race.paths[0], hidden.hides);
    const order = race.paths.map((_, place) => place).sort((a, b) => (a === look.racer) - (b === look.racer));
    for (const draw of [drawPath, drawRacer]) for (const place of order) draw(context, put, race.told.racers[place], race.paths[place], place, step, place === look.racer, hidden.paths[place]);
    const chosen = race.paths[look.racer];
    if (chosen) drawState(context, put, chosen, step);
    context.restore();
  }

  /** Which steps of each path the relief hides at this angle; found once an angle, not once a step. */
  #hidden() {
    const { race, scale, look } = this;
    const key = [race.id, look.turn, look.tilt].join();
    if (this.covered?.key !== key) {
      const hides = hider(race, scale, look);
      const paths = race.paths.map(({ x, y, loss }) => Uint8Array.from(x, (_, at) => (Number.isFinite(x[at]) && Number.isFinite(y[at]) && hides(x[at], y[at], loss[at]) ? 1 : 0)));
      this.covered = { key, hides, paths };
    }
    return this.covered;
  }

  get step() {
    return Math.min(this.look?.step ?? this.last, this.last);
  }

  #tell() {
    const { slider, look, last, step } = this;
    slider.max = String(last);
    slider.value = String(step);
    slider.setAttribute("aria-valuetext", this.race.told.epochs ? say("epoch {epoch} of {planned}", { epoch: this.race.told.epochs[step], planned: this.race.told.epochs[last] }) : say("step {step} of {last}", { step, last }));
    const { epochs } = this.race.told;
    write(this.readout, epochs ? say("epoch {epoch} / {planned}", { epoch: epochs[step], planned: epochs[last] }) : `${count(step)} / ${count(last)}`);
    write(this.play, this.#playing ? say("❚❚ Pause") : say("▶ Play"));
    const relief = look.view === "relief";
    if (this.views.dataset.view !== look.view) {
      const press = (view) => () => this.events.look({ view });
      this.views.replaceChildren(choice(say("Map"), !relief, press("map")), choice(say("Relief"), relief, press("relief")));
      this.views.dataset.view = look.view;
      write(this.hint, relief ? say("Drag or use the arrow keys to turn it. Heights are stretched as the colours are.") : this.events.start ? say("Click where they shall start; arrow keys move the start.") : "");
      this.box.setAttribute("aria-label", relief ? say("Surface in relief: arrow keys turn it.") : this.events.start ? say("Map of the surface: arrow keys move the start.") : say("Map of the loss"));
    }
  }

  /** What the surface is and how the race stands, for those who do not see it. */
  describe(words) {
    write(this.words, words);
  }

  #drawLegend() {
    this.legend.hidden = !this.scale;
    if (!this.scale) return;
    const marks = drawScale(this.legend, this.scale, Math.min(320, this.box.clientWidth));
    this.legend.setAttribute("aria-label", say("Height from {low} (dark) to {high} (light); half of the map lies below {middle}.", { low: marks[0], middle: marks[2], high: marks[4] }));
  }

  // -- time ----------------------------------------------------------------------------------------------------------------

  /** Go to a step and stay there. */
  go(step) {
    this.pause();
    this.events.step(Math.max(0, Math.min(this.last, step)));
  }

  pause() {
    cancelAnimationFrame(this.#playing);
    this.#playing = 0;
  }

  toggle() {
    if (this.#playing) {
      this.pause();
      return this.draw();
    }
    const from = this.step >= this.last ? 0 : this.step;
    const speed = Math.max(LEAST, this.last / SECONDS);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches ? 250 : 0; // ms between two pictures
    const began = performance.now();
    let shown = -Infinity;
    const next = (now) => {
      const step = Math.min(this.last, from + Math.floor(((now - began) / 1000) * speed));
      this.#playing = step < this.last ? requestAnimationFrame(next) : 0;
      if (now - shown < calm && this.#playing) return;
      shown = now;
      this.events.step(step);
    };
    this.#playing = requestAnimationFrame(next);
  }

  // -- hands ---------------------------------------------------------------------------------------------------------------

  #press(event) {
    if (!this.race || event.button) return;
    const box = this.box.getBoundingClientRect();
    if (this.look.view === "relief") return this.#turn(event);
    const map = flat(this.race.told.window, this.box.clientWidth);
    const [left, top, wide, high] = map.frame;
    const [x, y] = [event.clientX - box.left - this.box.clientLeft, event.clientY - box.top - this.box.clientTop];
    if (!this.events.start || x < left || x > left + wide || y < top || y > top + high) return;
    this.events.start(...map.back(x, y));
  }

  #turn(event) {
    const { turn, tilt } = this.look;
    const [x, y] = [event.clientX, event.clientY];
    this.box.setPointerCapture(event.pointerId);
    const move = (moved) => this.#lookFrom(turn + (moved.clientX - x) * 0.5, tilt + (moved.clientY - y) * 0.4);
    this.box.addEventListener("pointermove", move);
    for (const end of ["pointerup", "pointercancel"]) this.box.addEventListener(end, () => this.box.removeEventListener("pointermove", move), { once: true });
  }

  #lookFrom(turn, tilt) {
    const around = ((((Math.round(turn) + 180) % 360) + 360) % 360) - 180;
    this.events.look({ turn: around, tilt: Math.max(10, Math.min(90, Math.round(tilt))) });
  }

  #key(event) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!way || !this.race || (!this.events.start && this.look.view !== "relief") || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation(); // here the arrows belong to the surface, not to the time
    const { look } = this;
    if (look.view === "relief") return this.#lookFrom(look.turn + 5 * way[0], look.tilt + 5 * way[1]);
    const [[left, right], [bottom, top]] = this.race.told.window;
    const far = event.shiftKey ? NUDGE / 5 : NUDGE;
    const { x, y } = this.events.startNow();
    this.events.start(x + way[0] * far * (right - left), y + way[1] * far * (top - bottom));
  }
}
