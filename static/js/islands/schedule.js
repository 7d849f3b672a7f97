// <pg-schedule>: the learning rate over the planned epochs, as the server foresees it from the schedule's declaration.

import { size } from "../format.js";
import { takeButtons } from "../pictures/asked.js";
import { token } from "../theme.js";
import { say } from "../words.js";
import { drawOn, fit, Island, make, write } from "./island.js";

const [WIDTH, HEIGHT, PAD] = [200, 40, 3]; // px

class Schedule extends Island {
  start() {
    this.canvas = make("canvas");
    this.canvas.setAttribute("role", "img");
    this.words = make("p");
    this.append(this.canvas, this.words, make("p", { className: "take" }, ...takeButtons()));
    this.dataset.figure = say("Learning rate");
    this.redrawOn("recipe theme");
  }

  draw() {
    const { rates: planned } = this.scene.recipe ?? {};
    this.hidden = !planned;
    if (!planned) return;
    const { epochs, rates, watches } = planned;
    drawOn(this.canvas, (on) => this.#curve(on, planned));
    const text = this.#sentence(epochs, rates, watches);
    write(this.words, text);
    this.canvas.setAttribute("aria-label", text);
  }

  #curve(canvas, { epochs, rates, watches }) {
    const most = Math.max(...rates);
    const last = Math.max(2, epochs.at(-1));
    const context = fit(canvas, WIDTH, HEIGHT);
    context.clearRect(0, 0, WIDTH, HEIGHT);
    context.fillStyle = token("--line");
    context.fillRect(0, HEIGHT - PAD, WIDTH, 1);
    context.beginPath();
    const place = (epoch, rate) => [PAD + ((epoch - 1) / (last - 1)) * (WIDTH - 2 * PAD), HEIGHT - PAD - (most > 0 ? rate / most : 0) * (HEIGHT - 2 * PAD - 1)];
    epochs.forEach((epoch, at) => context.lineTo(...place(epoch, rates[at])));
    if (epochs.length === 1) context.lineTo(...place(last, rates[0]));
    context.strokeStyle = token("--text");
    context.lineWidth = 1.75;
    if (watches) context.setLineDash([4, 3]); // as far as anybody can know
    context.stroke();
    context.setLineDash([]);
  }

  #sentence(epochs, rates, watches) {
    const words = { first: size(rates[0], 3), last: size(rates.at(-1), 3), most: size(Math.max(...rates), 3), epochs: epochs.at(-1) };
    if (watches) return say("{first}, and less whenever the test loss stalls.", words);
    if (rates.every((rate) => rate === rates[0])) return say("{first} at every epoch.", words);
    if (Math.max(...rates) > Math.max(rates[0], rates.at(-1)) * 1.001) return say("From {first} up to {most}, then down to {last} at epoch {epochs}.", words);
    return say("From {first} to {last} at epoch {epochs}.", words);
  }
}

customElements.define("pg-schedule", Schedule);
