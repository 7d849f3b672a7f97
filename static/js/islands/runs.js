// <pg-runs>: the list of runs. Filters apply when they change; ticked runs are counted; Escape leaves a name as it was.

import { say } from "../words.js";
import { write } from "./island.js";
import { keepFresh } from "./runs-refresh.js";

class Runs extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => this.#changed(event.target));
    this.addEventListener("submit", (event) => event.target.matches(".filters") && leaveOutEmpty(event.target));
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("keydown", (event) => event.key === "Escape" && event.target.closest(".rename") && this.#restore(event));
    this.addEventListener("htmx:beforeSwap", (event) => this.#beforeSwap(event.detail));
    this.addEventListener("htmx:afterSwap", () => this.#count());
    // An answer that is no list: the page as it is now says what happened.
    this.addEventListener("htmx:responseError", () => location.reload());
    this.#count();
    this.rest = keepFresh(this);
  }

  disconnectedCallback() {
    this.rest();
  }

  #changed(field) {
    if (field.matches(".pick input")) return this.#count();
    if (field.matches(".filters select, .filters [type=checkbox]")) field.form.requestSubmit();
  }

  #clicked(event) {
    if (event.target.closest("[data-cancel]")) return this.#restore(event);
    if (event.target.closest("[data-untick]")) {
      for (const box of this.querySelectorAll(".pick input:checked")) box.checked = false;
      this.#count();
    }
    event.target.closest(".run-menu a")?.closest("[popover]").hidePopover(); // a button's menu goes with the list it changes
  }

  #count() {
    const ticked = this.querySelectorAll(".pick input:checked").length;
    const place = this.querySelector(".bulk .count");
    if (place) write(place, say("{count} ticked", { count: ticked }));
  }

  /** Keep the title that a form is about to replace. */
  #beforeSwap({ target, requestConfig }) {
    // htmx copies attributes of elements it knows by id, and our policy forbids writing `style` as one.
    for (const card of this.querySelectorAll("[popover][style]")) card.removeAttribute("style");
    if (requestConfig?.verb === "get" && target.matches(".title-line") && !target.kept) target.kept = [...target.childNodes];
  }

  #restore(event) {
    const line = event.target.closest(".title-line");
    if (!line?.kept) return; // a page of its own: the link leads back to the list
    event.preventDefault();
    line.replaceChildren(...line.kept);
    line.kept = null;
    line.querySelector("a").focus();
  }
}

/** Addresses without the filters that are not set. */
function leaveOutEmpty(form) {
  for (const field of form.elements) if (!field.value || (field.name === "sort" && field.value === "newest")) field.disabled = true;
  addEventListener("pageshow", () => [...form.elements].forEach((field) => (field.disabled = false)), { once: true });
}

customElements.define("pg-runs", Runs);
