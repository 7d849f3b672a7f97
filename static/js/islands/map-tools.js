// The output panel's own controls: map, test examples or confusion matrix; discretize; which points; over which two inputs a slice lies.

import { kindsOf } from "../examples/kinds.js";
import { featureName } from "../format.js";
import { say } from "../words.js";
import { make } from "./island.js";

const ROOM = 352; // px of the panel's head in which the title, three kinds and the menu stand side by side

export class MapTools {
  #scene;
  #axes = [];

  constructor(scene, box) {
    this.#scene = scene;
    this.kinds = make("fieldset", { className: "segments map-kind" }, make("legend", { className: "unseen", textContent: say("Output shows") }));
    this.radios = [["map", say("map")], ["examples", say("examples")], ["confusion", say("confusion")]].map(([kind, word]) => this.#radio(kind, word));
    this.menu = make("div", { className: "menu map-menu", id: "map-menu", popover: "auto" });
    this.ticks = [["discretize", say("Discretize"), say("The answer alone, not how sure it is")], ["train", say("Training points"), ""], ["test", say("Test points"), ""]].map((one) => this.#tick(...one));
    this.slice = make("fieldset", { className: "slice" }, make("legend", { textContent: say("Slice: others at their mean") }));
    this.selects = [say("Across"), say("Up")].map((word, at) => this.#select(word, at));
    this.menu.append(...this.ticks, this.slice);
    const button = make("button", { type: "button", className: "small map-more", textContent: say("Show ▾") });
    button.setAttribute("popovertarget", this.menu.id);
    button.setAttribute("aria-label", say("What the map shows"));
    box.append(button, this.menu);
    this.narrow = matchMedia("(max-width: 639px)");
    this.narrow.addEventListener("change", () => this.#place());
    Object.assign(this, { box, button });
    button.before(this.kinds);
    this.#place();
  }

  /** Where there is no room beside the title, map and confusion are chosen in the menu; a third one needs more room. */
  #place() {
    const crowded = this.narrow.matches || (this.kinds.childElementCount > 3 && this.box.parentElement.clientWidth < ROOM);
    if (crowded === (this.kinds.parentElement === this.menu)) return;
    if (crowded) this.menu.prepend(this.kinds);
    else this.button.before(this.kinds);
  }

  /** Offer something in the menu: the figure's table, whose own button shows on focus only. */
  offer(text, act) {
    const button = make("button", { type: "button", textContent: text });
    button.addEventListener("click", () => {
      this.menu.hidePopover();
      act();
    });
    this.menu.append(button);
  }

  /** Offer the files of a figure, `of` its selector; returns their buttons. */
  offerFiles(of, words) {
    const buttons = Object.entries(words).map(([take, textContent]) => make("button", { type: "button", textContent, dataset: { take, of } }));
    for (const button of buttons) button.addEventListener("click", () => this.menu.hidePopover());
    this.menu.append(...buttons);
    return buttons;
  }

  /** Bring the controls up to date with what is drawn. */
  show(picture, view, kind) {
    const kinds = kindsOf(picture);
    const slice = kind === "map" && picture.columns.length > 2;
    this.kinds.hidden = kinds.length === 1;
    for (const radio of this.radios) radio.checked = radio.value === kind;
    if (this.offered !== String(kinds)) {
      this.offered = String(kinds);
      this.kinds.replaceChildren(this.kinds.firstChild, ...this.radios.filter(({ value }) => kinds.includes(value)).map((radio) => radio.parentElement));
    }
    this.#place();
    this.ticks[1].hidden = this.ticks[2].hidden = kind === "examples" && picture.classes.length > 0;
    for (const label of this.ticks) label.firstChild.checked = this.#scene.view[label.firstChild.name];
    this.ticks[0].hidden = kind !== "map" || view.axes.length === 1;
    this.slice.hidden = !slice;
    if (!slice) return;
    if (this.columns !== picture.columns) {
      this.columns = picture.columns;
      for (const select of this.selects) select.replaceChildren(...picture.columns.map((name, index) => make("option", { value: String(index), textContent: featureName(name) })));
    }
    this.#axes = view.axes;
    this.selects.forEach((select, at) => (select.value = String(view.axes[at])));
  }

  #radio(kind, word) {
    const radio = make("input", { type: "radio", name: "map-kind", value: kind });
    radio.addEventListener("change", () => this.#scene.setView({ kind }));
    this.kinds.append(make("label", {}, radio, make("span", { textContent: word })));
    return radio;
  }

  #tick(name, word, title) {
    const box = make("input", { type: "checkbox", name });
    box.addEventListener("change", () => this.#scene.setView({ [name]: box.checked }));
    return make("label", { className: "tick", title }, box, ` ${word}`);
  }

  /** Choosing the column that the other axis has swaps the two. */
  #select(word, at) {
    const select = make("select", { className: "plain-select", dataset: { axis: at } });
    select.addEventListener("change", () => {
      const axes = [...this.#axes];
      const chosen = Number(select.value);
      if (axes[1 - at] === chosen) axes[1 - at] = axes[at];
      axes[at] = chosen;
      this.#scene.setView({ axes });
    });
    this.slice.append(make("label", {}, `${word} `, select));
    return select;
  }
}
