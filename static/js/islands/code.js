// <pg-code>: a program on show. Copy takes the whole of it, packed numbers too, from where it can be downloaded.

import { copyFrom } from "../clipboard.js";
import { say } from "../words.js";

class Code extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector(".copy");
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.#copy());
  }

  async #copy() {
    const field = this.querySelector("textarea");
    const status = this.querySelector("[role=status]");
    try {
      const answer = await fetch(this.dataset.address);
      if (!answer.ok) throw new Error(answer.statusText);
      field.value = await answer.text();
      status.textContent = (await copyFrom(field)) ? say("Copied") : say("Press Ctrl+C to copy.");
    } catch {
      status.textContent = say("It could not be fetched. Is the server still there?");
    }
  }
}

customElements.define("pg-code", Code);
