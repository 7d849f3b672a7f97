// Every figure can be had as PNG and as SVG, by two buttons [data-take] that stand in it, or elsewhere with its selector as [data-of].
// What makes files of figures is fetched when one is pressed: a figure has its own way (`takeAway(kind)`), or is copied as it stands.

import { make } from "../islands/island.js";
import { say } from "../words.js";

const WORDS = { png: () => say("PNG, the picture"), svg: () => say("SVG, for print") };

/** Both buttons, for figures that scripts build; a page's own come from templates/take_buttons.html. */
export function takeButtons() {
  return Object.entries(WORDS).map(([kind, words]) => make("button", { type: "button", className: "small", textContent: kind.toUpperCase(), title: words(), dataset: { take: kind } }));
}

/** The figure that a button takes away. */
const figureOf = (button) => (button.dataset.of ? document.querySelector(button.dataset.of) : button.closest("figure, [data-figure]"));

document.addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-take]");
  if (!button) return;
  const [{ take: kind }, figure] = [button.dataset, figureOf(button)];
  if (figure.takeAway) return figure.takeAway(kind);
  (await import("./copied.js")).takeCopies(kind, figure);
});
