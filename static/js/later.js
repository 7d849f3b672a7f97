// Islands that most visits never see: each is fetched when its element comes into the page.

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
}
