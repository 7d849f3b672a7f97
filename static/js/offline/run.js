// A run out of a file, on the instrument's own figures: map, readouts, curves, X-ray and the slider through time.

import { Scene } from "../instrument/scene.js";
import { named } from "../words.js";
import { carried } from "./carried.js";
import "../popovers.js";

class CarriedRun extends HTMLElement {
  connectedCallback() {
    const [{ key, seconds, picture, values }] = carried.runs;
    this.scene = new Scene({});
    this.scene.watching = true;
    this.scene.picture = { ...picture, classes: picture.classes.map(named) };
    this.scene.setRecipe({ query: "", values });
    this.scene.attach("", 0, { bytes: seconds, socket: key });
    this.scene.tell("picture");
  }
}

customElements.define("pg-instrument", CarriedRun);
await import("./figures.js"); // they look for the scene as soon as they are defined
