// <pg-state>: where the run stands, glyph and word, in one place; and whether the page still hears from it.

import { say } from "../words.js";
import { Island, write } from "./island.js";

const GLYPHS = { new: "○", waiting: "◌", training: "●", paused: "❚❚", finished: "✓", diverged: "✕", stopped: "■", failed: "⚠" };

class StateChip extends Island {
  start() {
    this.glyph = this.querySelector(".glyph");
    this.word = this.querySelector(".word");
    this.saved = document.getElementById("saved");
    this.redrawOn("state run records connection");
  }

  draw() {
    const { scene } = this;
    if (scene.run && !scene.store.state) return; // what the server drew stands until the socket says more
    this.dataset.name = scene.state;
    write(this.glyph, GLYPHS[scene.state] ?? "○");
    write(this.word, this.#words());
    this.#saved();
  }

  #words() {
    const { scene } = this;
    const { detail, epoch } = scene.store?.state ?? {};
    const probe = scene.state === "paused" ? scene.store.probe : null;
    if (probe) return say("Paused, batch {batch} of {batches}", probe);
    const words = {
      new: say("Not started"), waiting: say("Waiting"), training: say("Training"), paused: say("Paused"), finished: say("Finished"),
      stopped: detail?.reason === "threshold" ? say("Stopped: loss low enough") : detail?.reason === "patience" ? say("Stopped: no better for a while") : say("Stopped"),
      failed: say("Failed at epoch {epoch}", { epoch }),
    };
    if (scene.state === "diverged") {
      const where = { epoch: detail?.epoch ?? epoch, layer: detail?.layer };
      return where.layer ? say("Diverged at epoch {epoch}, first in layer {layer}", where) : say("Diverged at epoch {epoch}", where);
    }
    return words[scene.state] ?? scene.state;
  }

  #saved() {
    const { run, connection, length } = this.scene;
    if (connection.status === "waiting") return write(this.saved, say("Offline: reconnecting, nothing lost"));
    if (connection.status === "stopped") return write(this.saved, connection.why);
    if (!run) return write(this.saved, say("Set-up in the address bar"));
    const text = say("Saved · Run {number}", { number: run.number });
    if (!length || this.saved.textContent === text) return;
    const link = Object.assign(document.createElement("a"), { href: `/runs/${run.id}/`, textContent: text });
    this.saved.replaceChildren(link);
  }
}

customElements.define("pg-state", StateChip);
