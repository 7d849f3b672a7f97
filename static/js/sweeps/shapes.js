// Plain SVG shapes, and runs of one colour as one path: two thousand elements would cost more than all else on the page.

const SVG = "http://www.w3.org/2000/svg";

export function shape(name, facts = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(facts)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** The class of a run's colour: its shade, diverged, or on its way. */
export function colourOf({ mark, shade }) {
  if (mark === "d") return "diverged";
  if (shade === null) return "under-way";
  return mark === "p" ? `shade-${shade} pruned` : `shade-${shade}`;
}

/** A path an appearance: `kinds` maps each run to [class, its part of the path]. What is outside the brushes comes first, beneath. */
export function layers(kinds) {
  const paths = new Map();
  for (const [name, part] of kinds) paths.set(name, (paths.get(name) ?? "") + part);
  const order = (name) => (name.includes("outside") ? 0 : name.includes("diverged") ? 1 : 2);
  return [...paths].toSorted(([a], [b]) => order(a) - order(b)).map(([name, d]) => shape("path", { class: name, d }));
}
