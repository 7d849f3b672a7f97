// <pg-readouts>: loss first, never accuracy alone; three digits, fixed width. Pressing one shows it as the curve.

import { count, percent, readout } from "../format.js";
import { say } from "../words.js";
import { Island, make, write } from "./island.js";

const ROOM = 6; // characters: −0.123, 12.3

class Readouts extends Island {
  start() {
    this.values = {};
    const places = [["test_loss", say("Test loss")], ["train_loss", say("Train")], ["metric", say("Accuracy")]];
    for (const [name, title] of places) {
      const value = make("span", { className: "value", textContent: "–" });
      this.values[name] = value;
      const button = make("button", { type: "button", className: name === "test_loss" ? "readout first" : "readout" }, make("span", { className: "name", textContent: title, dataset: { name } }), value);
      const curve = name === "metric" ? "metric" : "loss";
      button.addEventListener("click", () => this.scene.showCurve(curve));
      button.dataset.curve = curve;
      this.append(button);
    }
    this.metricName = this.querySelector("[data-name=metric]");
    this.epochNow = document.getElementById("epoch-now");
    this.epochAll = document.getElementById("epoch-all");
    this.redrawOn("records look run picture state recipe curve");
  }

  draw() {
    const { scene } = this;
    const at = scene.index;
    const regression = scene.picture?.task === "regression";
    const metric = scene.column(regression ? "test_r2" : "test_accuracy")[at];
    this.#say("test_loss", readout(scene.column("test_loss")[at]));
    this.#say("train_loss", readout(scene.column("train_loss")[at]));
    write(this.metricName, regression ? "R²" : say("Accuracy"));
    this.#say("metric", metric === undefined ? "–" : regression ? readout(metric) : percent(metric));
    for (const button of this.children) button.setAttribute("aria-pressed", String(button.dataset.curve === scene.curve));
    write(this.epochNow, count(scene.epoch));
    write(this.epochAll, count(scene.planned));
    this.epochNow.parentElement.toggleAttribute("data-long", scene.planned >= 1000);
  }

  /** A number in its place; 7.53·10¹⁴ is set smaller, so that it leaves its neighbour room. */
  #say(name, text) {
    write(this.values[name], text);
    this.values[name].toggleAttribute("data-long", text.length > ROOM);
  }
}

customElements.define("pg-readouts", Readouts);
