// <pg-state>: where the run stands, glyph and word, in one place; and beside it whether it is kept and whether we hear from it.

import { GLYPHS } from "../live/states.js";
import { joined, say } from "../words.js";
import { Island, make, write } from "./island.js";

const SLOW = 1000; // ms; a start that is stored sooner needs no "Saving…"
const ORDINALS = new Intl.PluralRules("en", { type: "ordinal" });

class StateChip extends Island {
  #started = 0;
  #offline = false;

  start() {
    this.glyph = this.querySelector(".glyph");
    this.word = this.querySelector(".word");
    this.saved = document.getElementById("saved");
    this.details = document.getElementById("failure-opener");
    this.failure = document.getElementById("failure");
    this.on(this.scene, "run", () => {
      this.#started = performance.now();
      this.#offline = false;
      this.later = setTimeout(() => this.invalidate(), SLOW);
    });
    this.redrawOn("state run records connection line audience");
  }

  stop() {
    clearTimeout(this.later);
  }

  draw() {
    const { scene } = this;
    this.#saved();
    if (scene.run && !scene.store.state) return; // what the server drew stands until the socket says more
    this.dataset.name = scene.state;
    write(this.glyph, GLYPHS[scene.state] ?? "○");
    const [words, whole = words] = this.#words();
    write(this.word, words);
    if (this.title !== whole) Object.assign(this, { title: whole, ariaLabel: whole });
    this.details.hidden = scene.state !== "failed" || !scene.store?.state?.detail?.words;
    if (!this.details.hidden) write(this.failure, failure(scene.store.state));
  }

  /** What the chip says, never so long that it is cut; where there is more to it, the whole sentence as well. */
  #words() {
    const { scene } = this;
    const { detail, epoch } = scene.store?.state ?? {};
    const probe = scene.state === "paused" ? scene.probe : null;
    if (probe) return [say("Paused, batch {batch} of {batches}", probe)];
    if (scene.state === "waiting") return [waiting(scene.line)];
    const words = {
      new: say("Not started"), training: say("Training"), paused: say("Paused"), finished: say("Finished"),
      stopped: detail?.reason === "threshold" ? say("Stopped: loss low enough") : detail?.reason === "patience" ? say("Stopped: no better for a while") : detail?.reason === "pruned" ? say("Pruned at epoch {epoch}", { epoch: detail.epoch }) : say("Stopped"),
      failed: say("Failed at epoch {epoch}", { epoch }),
    };
    if (scene.state === "diverged") {
      const where = { epoch: detail?.epoch ?? epoch, layer: detail?.layer };
      const whole = where.layer === scene.layers.length ? say("Diverged at epoch {epoch}, first in the output layer", where) : say("Diverged at epoch {epoch}, first in layer {layer}", where);
      return [say("Diverged at epoch {epoch}", where), where.layer ? whole : undefined];
    }
    return [words[scene.state] ?? scene.state];
  }

  /** The chip of saving: nothing on the page is ever unsaved, but it may take a moment or the line may be cut. */
  #saved() {
    const { run, connection, length } = this.scene;
    this.#offline = connection.status === "waiting" || (this.#offline && connection.status === "connecting");
    this.saved.toggleAttribute("data-alarm", this.#offline || connection.status === "stopped");
    if (this.#offline) return write(this.saved, say("Offline: reconnecting, nothing lost"));
    if (connection.status === "stopped") return write(this.saved, connection.why);
    if (this.scene.watching) {
      const { by: name } = this.closest("pg-instrument").dataset;
      const whose = name ? say("Run by {name}", { name }) : say("Shared run");
      const count = this.scene.store.audience;
      return write(this.saved, count ? say("{whose} · {count} watching", { whose, count }) : whose);
    }
    if (!run) return write(this.saved, say("Set-up in the address bar"));
    const late = performance.now() - this.#started > SLOW;
    if (!length) return late && !this.saved.querySelector("a") ? write(this.saved, say("Saving…")) : undefined;
    const text = say("Saved · Run {number}", { number: run.number });
    if (this.saved.textContent === text && this.saved.querySelector("a")) return;
    this.saved.replaceChildren(make("a", { href: `/runs/${run.id}/`, textContent: text }));
  }
}

function waiting(line) {
  if (line?.before === undefined) return say("Waiting");
  const place = ordinal(line.before + 1);
  return line.seconds ? say("Waiting, {place} in line, about {seconds} s", { place, seconds: line.seconds }) : say("Waiting, {place} in line", { place });
}

/** 3 → "3rd"; languages that just count translate all four to "{n}". */
function ordinal(n) {
  const words = { one: say("{n}st", { n }), two: say("{n}nd", { n }), few: say("{n}rd", { n }), other: say("{n}th", { n }) };
  return words[ORDINALS.select(n)];
}

/** Why a run failed, as `words.failure` says it: what a trainer wrote down is English, and so stays an error's own words. */
function failure({ detail, epoch }) {
  if (detail.reason === "crashed") return say("It stopped its trainer twice in a row at epoch {epoch}, alone. Change its set-up and start again.", { epoch: detail.epoch ?? epoch });
  if (detail.reason === "memory") return say("It needed more memory than a trainer may use (estimate {estimate} MB, limit {limit} MB). Use less data or a smaller network.", detail);
  const colon = detail.words.indexOf(": ");
  return colon < 0 ? detail.words : joined(say("It could not be trained any further."), detail.words.slice(colon + 2));
}

customElements.define("pg-state", StateChip);
