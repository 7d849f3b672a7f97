// <pg-flags>: marks above the time slider, where something happened. Each is a button that goes there; its words show on hover and focus.

import { flagsOf } from "../instrument/flags.js";
import { say } from "../words.js";
import { Island, make } from "./island.js";

const GLYPHS = { edit: "▾", fork: "⑂", best: "★" };
const TOGETHER = 12; // px: nearer ones of a kind share a mark

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
    const column = this.clientWidth / (scene.planned + 1);
    const groups = [];
    for (const flag of flagsOf(scene)) {
      const near = groups.find((group) => group.kind === flag.kind && (flag.epoch - group.epoch) * column < TOGETHER);
      if (near) near.words.push(this.#words(flag));
      else groups.push({ ...flag, words: [this.#words(flag)] });
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

  #mark({ epoch, kind, words, href }, column) {
    const text = words.join("\n");
    const mark = href && !this.scene.watching ? make("a", { href }) : make("button", { type: "button" });
    mark.className = `flag ${kind}`;
    mark.dataset.epoch = epoch;
    mark.append(make("span", { className: "glyph", textContent: GLYPHS[kind], ariaHidden: "true" }), make("span", { className: "words", textContent: text }));
    mark.style.left = `${(epoch + 0.5) * column}px`;
    if (epoch > this.scene.planned / 2) mark.classList.add("late");
    return mark;
  }
}

customElements.define("pg-flags", Flags);
