// Light or dark: what was chosen, else what the system says; and the colours the stylesheet's tokens stand for in it.

const system = matchMedia("(prefers-color-scheme: dark)");

let paper = false;

/** What `draw()` returns, drawn in the light colours whatever the page's are: paper is white. */
export function onPaper(draw) {
  const before = paper;
  paper = true;
  try {
    return draw();
  } finally {
    paper = before;
  }
}

/** "light" or "dark". */
export function theme() {
  if (paper) return "light";
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return system.matches ? "dark" : "light";
}

/** Call `changed` whenever the page turns light or dark. */
export function onTheme(changed) {
  system.addEventListener("change", () => changed());
  new MutationObserver(() => changed()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}

/** The colour a token stands for just now ("--test-curve"). Resolved through a property: tokens hold light-dark(…). */
export function token(name) {
  const key = `${name} ${theme()}`;
  if (resolved.has(key)) return resolved.get(key); // asking the browser costs a style recalculation
  probe ??= document.body.appendChild(Object.assign(document.createElement("span"), { hidden: true }));
  Object.assign(probe.style, { color: `var(${name})`, colorScheme: theme() });
  resolved.set(key, getComputedStyle(probe).color);
  return resolved.get(key);
}
const resolved = new Map();
let probe = null;
