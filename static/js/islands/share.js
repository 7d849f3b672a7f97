// <pg-share>: the Share menu. The first copy makes the link; it goes on showing the run, live, until it is withdrawn.

import { copyFrom } from "../clipboard.js";
import { known, sharesOf } from "../instrument/sharing.js";
import { goesOn } from "../live/states.js";
import { joined, say } from "../words.js";
import { Island, write } from "./island.js";

const CONFIRMED = 1500; // ms
const EDGE = 8; // px kept free around the card

const NOTHING = { links: [], listed: null, until: null, named: false };

class Share extends Island {
  #link = null; // the run's link, as far as this browser knows it
  #said = NOTHING; // what the server last told of the run's links
  #runId = null;
  #shownQr = "";

  start() {
    this.card = this.querySelector("#share-card");
    this.screen = this.querySelector("dialog");
    this.qr = this.querySelector(".share-qr");
    if (this.dataset.link) this.#link = this.dataset.link;
    this.redrawOn("run look state records audience recipe");
    this.on(this.card, "toggle", ({ newState }) => newState === "open" && this.#opened());
    this.on(this.card, "click", ({ target }) => this.#clicked(target.closest("button")));
    this.on(this.card, "change", ({ target }) => target.hasAttribute("data-named") && this.#said.links.length && this.#ask("name"));
    this.on(this.screen, "click", () => this.screen.close());
    this.on(this.scene, "run", () => this.#forget());
    const mine = document.getElementById("mine"); // where somebody else's run is shown: the copy begins at the epoch on show
    if (mine) this.on(mine, "submit", () => this.scene.length && (mine.elements.epoch.value = String(this.scene.column("epoch")[this.scene.index] ?? 0)));
  }

  stop() {
    clearTimeout(this.confirmed);
  }

  // -- what is known ---------------------------------------------------------------------------------------------------

  #forget() {
    if (this.scene.watching || this.scene.run?.id === this.#runId) return;
    this.#link = null;
    this.#said = NOTHING;
    this.#runId = this.scene.run?.id ?? null;
    if (this.card.matches(":popover-open")) this.#opened();
  }

  async #opened() {
    this.#say("");
    this.invalidate();
    if (!this.scene.watching && this.scene.run) await this.#ask();
  }

  /** Ask the server (and let it act); the answer counts only while the same run is on. */
  async #ask(act = null) {
    const id = this.scene.run.id;
    const how = { lasts: this.querySelector("[data-lasts]").value, named: this.querySelector("[data-named]")?.checked };
    try {
      const said = await sharesOf(id, act, how);
      if (this.scene.run?.id !== id) return;
      this.#runId = id;
      this.#said = said;
      const named = this.querySelector("[data-named]");
      if (named && said.links.length) named.checked = said.named;
      const made = said.listed ?? known(id, said.links) ?? said.made;
      this.#link = made && `${this.dataset.origin}/s/${made.token}/`; // where this site is reached today
    } catch (error) {
      this.#say(error.name === "Refusal" ? error.message : say("The server does not answer. What is on the screen stays."));
    }
    this.invalidate();
  }

  // -- acts ------------------------------------------------------------------------------------------------------------

  async #clicked(button) {
    if (!button) return;
    if (button.dataset.copy === "run") await this.#copyRun(button);
    else if (button.dataset.copy === "setup") await this.#copy(button, this.#setUp());
    else if (button.dataset.copy === "embed") await this.#copy(button, this.#embedding());
    else if (button.dataset.level) await this.#let(button.dataset.level);
    else if (button === this.qr) this.screen.showModal();
  }

  /** Let nobody, who has the link, or everybody see the run. */
  async #let(level) {
    if (level === "private") return this.#ask("stop");
    if (level === "listed") return this.#ask("list");
    if (this.#said.listed) await this.#ask("unlist");
    if (!this.#said.links.length) await this.#ask("make");
  }

  async #copyRun(button) {
    if (!this.#link) await this.#ask("make");
    if (this.#link) await this.#copy(button, this.#here());
  }

  async #copy(button, text) {
    const field = this.querySelector(`[data-link-of="${button.dataset.copy}"]`);
    field.value = text;
    const copied = await copyFrom(field);
    if (copied) this.#confirm(button);
    else this.#say(say("This browser does not let pages copy. The link is selected: press Ctrl+C."));
    this.invalidate();
  }

  #confirm(button) {
    this.#say("");
    clearTimeout(this.confirmed);
    for (const other of this.querySelectorAll("[data-copy]")) write(other, say("Copy"));
    write(button, say("Copied ✓"));
    this.confirmed = setTimeout(() => write(button, say("Copy")), CONFIRMED);
  }

  #say(problem) {
    const place = this.querySelector(".share-problem");
    place.hidden = !problem;
    write(place, problem);
  }

  // -- the card --------------------------------------------------------------------------------------------------------

  /** The link to what is on show: the newest epoch, or the one looked at. */
  #here() {
    return this.scene.lookingAt === null ? this.#link : `${this.#link}?epoch=${this.scene.lookingAt}`;
  }

  /** What stands in the source of a page that shows the run in a frame. */
  #embedding() {
    const address = this.#link.replace(/\/s\/([^/]+)\/$/, "/embed/$1/");
    return `<iframe src="${address}" width="720" height="700" loading="lazy" title="Backprop Playground"></iframe>`;
  }

  #setUp() {
    const query = this.scene.recipe?.query ?? this.closest("pg-instrument").dataset.query;
    return `${this.dataset.origin}/${query ? `?${query}` : ""}`;
  }

  draw() {
    if (!this.card.matches(":popover-open") && !this.screen.open) return;
    const { scene } = this;
    const run = Boolean(scene.run);
    const past = scene.lookingAt;
    write(this.querySelector("#share-run-title"), past === null ? say("Link to this run") : say("Link to this run, at epoch {epoch}", { epoch: past }));
    this.querySelector("[data-copy=run]").disabled = !run;
    write(this.querySelector("[data-words=run]"), run ? this.#about(past) : say("Press Train first: there is no run yet."));
    const field = this.querySelector("[data-link-of=run]");
    field.hidden = !this.#link || !run;
    if (this.#link) field.value = this.#here();
    this.querySelector("[data-embedding]").hidden = field.hidden;
    if (!field.hidden) this.querySelector("[data-link-of=embed]").value = this.#embedding();
    this.#drawQr(run && this.#link ? this.#here() : "");
    if (!scene.watching) this.#drawWho(run);
    this.#keepInside();
  }

  /** The card grows when the link and its code appear; it was placed before. */
  #keepInside() {
    const { bottom, height } = this.card.getBoundingClientRect();
    if (bottom > innerHeight - EDGE) this.card.style.top = `${Math.max(EDGE, innerHeight - EDGE - height)}px`;
  }

  #about(past) {
    if (past !== null) return say("Opens looking at that epoch; the slider goes on working.");
    return goesOn(this.scene.state) ? say("Live while it trains.") : say("Opens the whole run, epoch by epoch.");
  }

  #drawQr(link) {
    this.qr.hidden = !link;
    if (link === this.#shownQr) return;
    this.#shownQr = link;
    for (const image of [this.qr.querySelector("img"), this.screen.querySelector("img")]) {
      if (link) image.src = `${this.dataset.code}?to=${encodeURIComponent(link.slice(new URL(link).origin.length))}`;
      else image.removeAttribute("src");
    }
  }

  #drawWho(run) {
    const { links, listed } = this.#said;
    const level = !run || !links.length ? "private" : listed ? "listed" : "link";
    const elsewhere = level === "link" && !this.#link ? say("The link was made in another browser; Copy makes one more.") : "";
    write(this.querySelector("[data-words=who]"), joined(this.#who(level), elsewhere));
    for (const button of this.querySelectorAll("[data-level]")) button.setAttribute("aria-pressed", String(button.dataset.level === level));
    this.querySelector(".share-lasts").hidden = Boolean(this.#link);
    this.querySelector(".share-who").hidden = !run;
  }

  /** Who can see the run, until when, and how many do. */
  #who(level) {
    if (level === "private") return say("Only you.");
    const words = [level === "listed" ? say("Everybody, under Explore.") : say("Anyone with the link.")];
    if (this.#said.until) words.push(say("Until {date}.", { date: new Date(this.#said.until).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }) }));
    const count = this.scene.store?.audience ?? 0;
    if (count) words.push(say("{count} watching now.", { count }));
    return joined(...words);
  }
}

customElements.define("pg-share", Share);
