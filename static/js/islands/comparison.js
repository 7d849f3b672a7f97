// <pg-comparison>: owns the scene of a comparison, from the facts in the page.

import { Comparison } from "../compare/comparison.js";
import { Following } from "../compare/following.js";

class ComparisonElement extends HTMLElement {
  connectedCallback() {
    this.scene = new Comparison(JSON.parse(document.getElementById("compared").textContent));
    this.following = new Following(this.scene.runs);
    this.following.start().then(() => this.scene.settle());
    const form = this.querySelector("#take-in"); // what is taken in joins what stands in the address by now
    form?.addEventListener("submit", (event) => {
      event.preventDefault();
      const query = this.scene.query;
      for (const value of new FormData(form).getAll("more")) if (value.trim()) query.append("run", value.trim());
      location.search = String(query);
    });
  }

  disconnectedCallback() {
    this.following?.close();
  }
}

customElements.define("pg-comparison", ComparisonElement);
