// The output panel's own controls: map or confusion matrix; discretize; which points; over which two inputs a slice lies.

import { featureName } from "../format.js";
import { say } from "../words.js";
import { make } from "./island.js";

export class MapTools {
  #scene;
  #axes = [];

  constructor(scene, box) {
    this.#scene = scene;
    this.kinds = make("fieldset", { className: "segments map-kind" }, make("legend", { className: "unseen", textContent: say("Output shows") }));
    this.radios = [["map", say("map")], ["confusion", say("confusion")]].map(([kind, word]) => this.#radio(kind, word));
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
    this.narrow.addEventListener("change", () => this.#place(button));
    this.#place(button);
  }

  /** Where there is no room beside the title, map and confusion are chosen in the menu. */
  #place(button) {
    if (this.narrow.matches) this.menu.prepend(this.kinds);
    else button.before(this.kinds);
  }

  /** Offer the figure's table in the menu as well: its own button shows on focus only. */
  offer(table) {
    const button = make("button", { type: "button", textContent: table.textContent });
    button.addEventListener("click", () => {
      this.menu.hidePopover();
      table.click();
    });
    this.menu.append(button);
  }

  /** Bring the controls up to date with what is drawn. */
  show(picture, view, counted) {
    const slice = picture.columns.length > 2;
    this.kinds.hidden = !picture.classes.length;
    this.radios.forEach((radio) => (radio.checked = (radio.value === "confusion") === counted));
    for (const label of this.ticks) label.firstChild.checked = this.#scene.view[label.firstChild.name];
    this.ticks[0].hidden = view.axes.length === 1;
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
