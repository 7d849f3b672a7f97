// <pg-time>: the slider over all epochs. Dragging only looks; training never notices.

import { say } from "../words.js";
import { Island, write } from "./island.js";

const THUMB = 16; // px; the strip's columns and the thumb's middle must fall on the same pixel

class Time extends Island {
  start() {
    this.slider = this.querySelector("input");
    this.track = this.querySelector(".track");
    this.pill = document.getElementById("live");
    this.redrawOn("records look run state picture recipe");
    this.on(this.slider, "input", () => this.scene.look(Number(this.slider.value)));
    this.on(this.pill, "click", () => this.scene.look(null));
  }

  draw() {
    const { scene, slider } = this;
    const thumb = matchMedia("(max-width: 639px)").matches ? 28 : THUMB;
    const width = this.track.clientWidth;
    const column = width / (scene.planned + 1);
    slider.style.width = `${width - column + thumb}px`;
    slider.style.left = `${column / 2 - thumb / 2}px`;
    slider.max = String(scene.planned);
    slider.disabled = scene.length === 0;
    slider.value = String(scene.epoch);
    slider.style.setProperty("--filled", `${(100 * scene.newest) / Math.max(1, scene.planned)}%`);
    slider.setAttribute("aria-valuetext", say("epoch {epoch} of {planned}", { epoch: scene.epoch, planned: scene.planned }));
    this.pill.hidden = scene.lookingAt === null;
    write(this.pill, say("● Live, {epoch}", { epoch: scene.newest }));
    this.pill.title = say("You see epoch {epoch}. Back to the newest (End)", { epoch: scene.epoch });
  }
}

customElements.define("pg-time", Time);
