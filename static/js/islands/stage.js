// <pg-stage>: the projector view (?view=stage, key P): the set-up in one line, the mouse out of the way, a QR code of this view (Q).

import { setLook } from "../instrument/address.js";
import { readout } from "../format.js";
import { say } from "../words.js";
import { Island, write } from "./island.js";

const STILL = 3000; // ms without a move until the mouse hides

class Stage extends Island {
  start() {
    this.card = document.getElementById("qr-card");
    this.redrawOn("picture recipe run records look");
    this.on(document, "pointermove pointerdown", () => this.#stir());
    this.on(this.card, "click", () => this.card.hidePopover());
    this.#stir();
  }

  stop() {
    clearTimeout(this.still);
  }

  /** Between the page and the projector view; rooms are bright, so that one is light unless somebody chose. */
  toggle() {
    const root = document.documentElement;
    const stage = root.dataset.view !== "stage";
    if (stage) root.dataset.view = "stage";
    else delete root.dataset.view;
    const chosen = /(^|; )theme=/.test(document.cookie);
    if (stage && !chosen) root.dataset.theme = "light";
    else if (!chosen) delete root.dataset.theme;
    setLook("view", stage ? "stage" : null);
    this.scene.tell("theme"); // figures drawn on canvas take other sizes
    this.#stir();
  }

  /** Show or hide the code of the address as it is now. */
  toggleCode() {
    const { card } = this;
    if (card.matches(":popover-open")) return card.hidePopover();
    const here = `${location.pathname}${location.search}`;
    card.querySelector("img").src = `${card.dataset.code}?to=${encodeURIComponent(here)}`;
    write(card.querySelector(".qr-address"), card.dataset.origin + (here.length > 40 ? "/…" : here));
    card.showPopover();
  }

  #stir() {
    clearTimeout(this.still);
    document.documentElement.removeAttribute("data-still");
    if (document.documentElement.dataset.view !== "stage") return;
    this.still = setTimeout(() => document.documentElement.setAttribute("data-still", ""), STILL);
  }

  draw() {
    const { recipe, picture, run } = this.scene;
    const values = run?.recipe?.values ?? recipe?.values;
    if (!values || !picture) return;
    const title = document.querySelector("#f-optimizer-name option:checked")?.textContent ?? values["optimizer.name"];
    const widths = [picture.features?.length ?? picture.columns.length, ...picture.layers.map((layer) => layer.fan_out)].join("–");
    const bends = [...new Set(picture.layers.slice(0, -1).map((layer) => layer.activation))].join(", ");
    const rate = this.scene.column("lr")[this.scene.index];
    write(this, say("{optimizer} · learning rate {rate} · network {widths} {activations}", { optimizer: title, rate: rate === undefined ? values["optimizer.lr"] : readout(rate), widths, activations: bends }));
  }
}

customElements.define("pg-stage", Stage);
