// Islands that most visits never see: each is fetched when its element comes into the page.

import "./pictures/asked.js";

const MODULES = {
  "pg-attack": () => import("./islands/attack.js"),
  "pg-code": () => import("./islands/code.js"),
  "pg-drawing": () => import("./islands/drawing.js"),
  "pg-open": () => import("./islands/open.js"),
  "pg-shrink": () => import("./islands/shrink.js"),
  "pg-upload": () => import("./islands/upload.js"),
};

function fetchFor(root) {
  for (const [tag, load] of Object.entries(MODULES)) if (!customElements.get(tag) && (root.matches(tag) || root.querySelector(tag))) load();
}

/** Fetch what stands in the page now, and what htmx brings into it later. */
export function fetchLater() {
  fetchFor(document.body);
  document.body.addEventListener("htmx:load", ({ target }) => fetchFor(target));
  document.body.addEventListener("click", (event) => {
    const { testRates, takeRate } = event.target.closest?.("[data-test-rates], [data-take-rate]")?.dataset ?? {};
    if (testRates === undefined && (takeRate === undefined || !document.querySelector("[data-test-rates]"))) return; // elsewhere a found rate is a link
    event.preventDefault();
    document.getElementById("rate-menu").hidePopover();
    import("./instrument/rate-test.js").then((asked) => (takeRate ? asked.takeRate(takeRate) : asked.testRates()));
  });
}
