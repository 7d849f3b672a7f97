// <pg-flags>: marks above the time slider, where something happened. Each is a button that goes there; its words show on hover and focus.

import { flagsOf } from "../instrument/flags.js";
import { say } from "../words.js";
import { Island, make } from "./island.js";

const GLYPHS = { edit: "▾", fork: "↳", best: "★" };
const TOGETHER = 14; // px: nearer ones share a mark

class Flags extends Island {
  start() {
    this.redrawOn("records run edits look frame picture recipe state");
    this.on(this, "click", ({ target }) => {
      const mark = target.closest("button");
      if (mark && this.scene.length) this.scene.look(Number(mark.dataset.epoch));
    });
  }

  draw() {
    const { scene } = this;
    const column = this.extent.width / (scene.planned + 1);
    const groups = [];
    for (const flag of flagsOf(scene)) {
      const near = groups.find((group) => (flag.epoch - group.epoch) * column < TOGETHER);
      if (!near) groups.push({ epoch: flag.epoch, kinds: [flag.kind], words: [this.#words(flag)] });
      else {
        near.words.push(this.#words(flag));
        if (!near.kinds.includes(flag.kind)) near.kinds.push(flag.kind);
      }
    }
    const key = JSON.stringify([groups, column]);
    if (key === this.shown) return;
    this.shown = key;
    const focused = this.contains(document.activeElement) ? document.activeElement.dataset.epoch : null;
    this.replaceChildren(...groups.map((group) => this.#mark(group, column)));
    if (focused !== null) this.querySelector(`[data-epoch="${CSS.escape(focused)}"]`)?.focus();
  }

  #words({ epoch, words }) {
    return say("epoch {epoch}: {words}", { epoch, words });
  }

  #mark({ epoch, kinds, words }, column) {
    const glyph = make("span", { className: "glyph", textContent: kinds.map((kind) => GLYPHS[kind]).join(""), ariaHidden: "true" });
    const mark = make("button", { type: "button", className: `flag ${kinds.join(" ")}`, dataset: { epoch } }, glyph, make("span", { className: "words", textContent: words.join("\n"), ariaHidden: "true" }));
    mark.setAttribute("aria-label", words.join("; "));
    mark.style.left = `${(epoch + 0.5) * column}px`;
    if (epoch > this.scene.planned / 2) mark.classList.add("late");
    return mark;
  }
}

customElements.define("pg-flags", Flags);
