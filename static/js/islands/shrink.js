// <pg-shrink>: two sliders over settings worked out beforehand: what is left of a network, its size and its weights.

import { readout } from "../format.js";
import { token } from "../theme.js";
import { say } from "../words.js";
import { drawOn, fit } from "./island.js";

const HEIGHT = 120; // px
const GAP = 1; // px between bars

class Shrink extends HTMLElement {
  connectedCallback() {
    this.report = JSON.parse(this.dataset.report);
    this.sliders = this.querySelector(".shrink-settings");
    for (const part of this.querySelectorAll("[hidden]")) part.hidden = false;
    this.sliders.addEventListener("input", () => this.#show());
    this.resized = new ResizeObserver(() => this.#draw());
    this.resized.observe(this);
    this.#show();
  }

  disconnectedCallback() {
    this.resized.disconnect();
  }

  get setting() {
    const [share, bits] = this.sliders.querySelectorAll("input");
    return this.report.settings[Number(share.value)][Number(bits.value)];
  }

  #show() {
    const { report, setting } = this;
    const [share, bits] = [...this.sliders.querySelectorAll("input")].map((one) => Number(one.value));
    const whole = report.settings[0][0];
    const words = {
      ".share": `${Math.round(report.shares[share] * 100)} %`,
      ".bits": say("{bits} bits", { bits: report.bits[bits] }),
      ".score": setting === whole ? this.#score(whole) : `${this.#score(setting)} (${say("{value} as trained", { value: this.#score(whole) })})`,
      ".loss": number(setting.test_loss),
      ".size": size(setting, whole),
      ".kept": say("{kept} of {all}", { kept: setting.kept.toLocaleString("en"), all: whole.histogram.reduce((a, b) => a + b, 0).toLocaleString("en") }),
    };
    for (const [place, text] of Object.entries(words)) this.querySelector(place).textContent = text;
    for (const [index, name] of [".share", ".bits"].entries()) this.sliders.querySelectorAll("input")[index].setAttribute("aria-valuetext", words[name]);
    this.#layers(setting);
    this.#draw();
  }

  #score({ score }) {
    if (typeof score === "string") return score;
    return this.report.accuracy ? `${(score * 100).toFixed(1)} %` : score.toFixed(3).replace("-", "−");
  }

  #layers(setting) {
    const rows = setting.layers.map((one, index) => {
      const { layer, weights } = this.report.layers[index];
      const row = document.createElement("tr");
      for (const [place, text] of [layer, weights, one.kept, one.levels, `${(one.moved * 100).toFixed(1)} %`].entries()) {
        const cell = document.createElement(place ? "td" : "th");
        if (!place) cell.scope = "row";
        cell.textContent = text.toLocaleString("en");
        row.append(cell);
      }
      return row;
    });
    this.querySelector(".shrink-layers tbody").replaceChildren(...rows);
  }

  #draw() {
    const canvas = this.querySelector("canvas");
    const width = Math.min(this.clientWidth, 640);
    if (!width) return;
    const [trained, now] = [this.report.settings[0][0].histogram, this.setting.histogram];
    drawOn(canvas, (on) => drawBars(on, width, trained, now));
    const zeros = now[(now.length - 1) / 2];
    const reach = number(this.report.edges.at(-1));
    const ends = this.querySelector(".ends");
    ends.style.width = `${width}px`;
    for (const [index, text] of [`−${reach}`, "0", reach].entries()) ends.children[index].textContent = text;
    canvas.setAttribute("aria-label", say("Weights from −{reach} to {reach}; {count} of them in the middle, about 0.", { reach, count: zeros }));
  }
}

/** Bars on a scale of roots: the many zeros must not hide the few others. */
function drawBars(canvas, width, trained, now) {
  const pen = fit(canvas, width, HEIGHT);
  pen.clearRect(0, 0, width, HEIGHT);
  const most = Math.sqrt(Math.max(...trained, ...now, 1));
  const bar = width / now.length;
  for (const [counts, colour] of [[trained, token("--line")], [now, token("--positive")]]) {
    pen.fillStyle = colour;
    for (const [index, count] of counts.entries()) {
      const height = (Math.sqrt(count) / most) * HEIGHT;
      const inset = counts === now ? bar / 4 : 0;
      pen.fillRect(index * bar + inset, HEIGHT - height, bar - GAP - 2 * inset, height);
    }
  }
}

function size({ bytes }, whole) {
  const words = { bytes: bytes.toLocaleString("en"), times: (whole.bytes / bytes).toFixed(1) };
  return bytes === whole.bytes ? say("{bytes} bytes", words) : say("{bytes} bytes, {times} times smaller", words);
}

const number = (value) => (typeof value === "string" ? value : readout(value));

customElements.define("pg-shrink", Shrink);
