// <pg-closer>: the tabs below the instrument. The panel chosen is fetched for the run on show, once it is in sight.

import { setLook } from "../instrument/address.js";

class Closer extends HTMLElement {
  #loaded = ""; // address of the panel that stands there
  #seen = false;

  connectedCallback() {
    this.scene = document.getElementById("instrument").scene;
    this.panel = this.querySelector("[role=tabpanel]");
    this.#loaded = this.panel.dataset.address ?? ""; // it came with the page
    this.tabs = [...this.querySelectorAll("[role=tab]")];
    for (const tab of this.tabs) tab.addEventListener("click", (event) => this.#clicked(event, tab));
    this.querySelector("[role=tablist]").addEventListener("keydown", (event) => this.#pressed(event));
    this.scene.addEventListener("run", () => this.#show());
    for (const type of ["look", "records"]) this.scene.addEventListener(type, () => this.#tellEpoch());
    this.panel.addEventListener("htmx:afterSettle", () => this.#tellEpoch());
    this.panel.addEventListener("htmx:beforeSwap", ({ detail }) => {
      if (detail.xhr?.status === 422) Object.assign(detail, { shouldSwap: true, isError: false }); // a refusal, in words
    });
    new IntersectionObserver((entries) => {
      this.#seen ||= entries.some((one) => one.isIntersecting);
      this.#show();
    }).observe(this.panel.parentElement);
    if (this.panel.hasAttribute("data-asked")) this.scrollIntoView({ block: "start" });
  }

  get chosen() {
    return this.tabs.find((tab) => tab.getAttribute("aria-selected") === "true");
  }

  #choose(tab) {
    for (const one of this.tabs) {
      one.setAttribute("aria-selected", String(one === tab));
      one.tabIndex = one === tab ? 0 : -1;
    }
    this.panel.setAttribute("aria-labelledby", tab.id);
    setLook("tab", tab.dataset.tab);
    this.#show();
  }

  #clicked(event, tab) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a tab of the browser's own
    event.preventDefault();
    this.#choose(tab);
  }

  /** Arrows walk the tabs, Home and End go to the outermost; space chooses, as on a button. */
  #pressed(event) {
    const at = this.tabs.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: this.tabs.length - 1, " ": at }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    event.stopPropagation(); // the arrows belong to the tabs here, not to the time
    const tab = this.tabs[(to + this.tabs.length) % this.tabs.length];
    tab.focus();
    this.#choose(tab);
  }

  /** Fetch the chosen panel of the run on show, unless it stands there. */
  #show() {
    const { run } = this.scene;
    this.querySelector(".closer-empty").hidden = Boolean(run);
    this.panel.hidden = !run;
    if (!run || !this.#seen || !this.chosen) return;
    const address = `${run.bytes}tabs/${this.chosen.dataset.tab}/`;
    if (address === this.#loaded) return;
    this.#loaded = address;
    globalThis.htmx.ajax("GET", `${address}?epoch=${this.scene.epoch}`, { target: this.panel, swap: "innerHTML" });
  }

  /** What is started here starts at the epoch on show; small curves mark it. */
  #tellEpoch() {
    for (const mark of this.panel.querySelectorAll("[data-epoch-mark]")) {
      const [left, right, last] = mark.dataset.epochMark.split(" ").map(Number);
      const x = left + (Math.min(this.scene.epoch, last) / Math.max(1, last)) * (right - left);
      for (const end of ["x1", "x2"]) mark.setAttribute(end, String(x));
    }
    const field = this.panel.querySelector("[data-epoch]");
    const epoch = String(this.scene.epoch);
    if (!field || field.value === epoch) return;
    field.value = epoch;
    const words = this.panel.querySelector("[data-epoch-words]");
    if (words) words.textContent = epoch;
  }
}

customElements.define("pg-closer", Closer);
