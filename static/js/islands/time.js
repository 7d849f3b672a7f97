// <pg-time>: the slider over all epochs. Dragging only looks; training never notices.

import { MOVING } from "../live/states.js";
import { say } from "../words.js";
import { Island, make, write } from "./island.js";

const FASTEST = 300; // epochs/s of a replay at speed "max"
const THUMB = 16; // px; the strip's columns and the thumb's middle must fall on the same pixel

class Time extends Island {
  #playing = false;

  start() {
    this.slider = this.querySelector("input");
    this.track = this.querySelector(".track");
    this.pill = document.getElementById("live");
    this.redrawOn("records look run state picture recipe");
    new ResizeObserver(() => {
      this.measured = null; // the track may change beside names that grew, though all of this keeps its size
      this.invalidate();
    }).observe(this.track);
    this.button = document.getElementById("replay");
    this.on(this.slider, "input", () => {
      this.#playing = false;
      this.scene.look(Number(this.slider.value));
    });
    this.on(this.button, "click", () => this.#toggle());
    this.cross = make("span", { className: "cross", hidden: true });
    this.track.append(this.cross);
    this.on(this.scene, "hover", () => this.#hover());
    this.on(this.pill, "click", () => this.scene.look(null));
  }

  /** Show the epochs once more, at the chosen speed; training, if it goes on, goes on. */
  #toggle() {
    this.#playing = !this.#playing;
    if (!this.#playing) return this.invalidate();
    const { scene } = this;
    const speed = Number(document.querySelector("input[name=speed]:checked")?.value) || FASTEST;
    const from = scene.lookingAt ?? 0;
    const began = performance.now();
    const next = (now) => {
      if (!this.#playing || !this.isConnected) return;
      const epoch = from + Math.floor(((now - began) / 1000) * speed);
      this.#playing = epoch < scene.newest;
      scene.look(this.#playing ? epoch : null);
      this.invalidate();
      requestAnimationFrame(next);
    };
    next(began);
  }

  /** The crosshair of the strip and the curves runs through the track too. */
  #hover() {
    const { hover, planned } = this.scene;
    this.cross.hidden = hover === null || this.room === undefined;
    if (!this.cross.hidden) this.cross.style.transform = `translateX(${((hover + 0.5) * this.room) / (planned + 1)}px)`;
  }

  draw() {
    const { scene, slider } = this;
    const thumb = matchMedia("(max-width: 639px)").matches ? 28 : THUMB;
    if (this.measured !== this.extent) Object.assign(this, { measured: this.extent, room: this.track.clientWidth });
    const width = this.room;
    const column = width / (scene.planned + 1);
    slider.style.width = `${width - column + thumb}px`;
    slider.style.left = `${column / 2 - thumb / 2}px`;
    slider.max = String(scene.planned);
    slider.disabled = scene.length === 0;
    slider.value = String(scene.epoch);
    this.track.style.setProperty("--filled", `${(100 * scene.newest) / Math.max(1, scene.planned)}%`);
    slider.setAttribute("aria-valuetext", say("epoch {epoch} of {planned}", { epoch: scene.epoch, planned: scene.planned }));
    this.button.disabled = scene.length < 2;
    write(this.button.querySelector(".word"), this.#playing ? say("Stop") : say("Replay"));
    this.pill.hidden = scene.lookingAt === null;
    write(this.pill, MOVING.has(scene.state) ? say("● Live, {epoch}", { epoch: scene.newest }) : say("newest, {epoch}", { epoch: scene.newest }));
    this.pill.title = say("You see epoch {epoch}. Back to the newest (End)", { epoch: scene.epoch });
  }
}

customElements.define("pg-time", Time);
