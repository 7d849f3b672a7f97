// What stands above one of a comparison's charts: the column it shows, to be chosen, and the button that takes the chart away.

import { make } from "../islands/island.js";
import { say } from "../words.js";
import { columnsOf, titleOf } from "./columns.js";

/** The header of the chart of `column`. */
export function chartHead(scene, column) {
  return make("header", { className: "compared-head" }, chooser(scene, column), remover(scene, column));
}

function chooser(scene, column) {
  const select = make("select", { className: "plain-select" });
  select.setAttribute("aria-label", say("What this chart shows"));
  for (const { title, columns } of columnsOf(scene.runs.map(({ store }) => store.schema))) {
    const group = make("optgroup", { label: title });
    group.append(...columns.map((value) => make("option", { value, textContent: titleOf(value), selected: value === column })));
    select.append(group);
  }
  if (![...select.options].some(({ value }) => value === column)) select.prepend(make("option", { value: column, textContent: column, selected: true }));
  select.addEventListener("change", () => scene.choose({ columns: scene.look.columns.map((one) => (one === column ? select.value : one)) }));
  return select;
}

function remover(scene, column) {
  const button = make("button", { type: "button", className: "small quiet", textContent: "×", title: say("Take this chart away"), hidden: scene.look.columns.length < 2 });
  button.setAttribute("aria-label", say("Take this chart away"));
  button.addEventListener("click", () => scene.choose({ columns: scene.look.columns.filter((one) => one !== column) }));
  return button;
}
