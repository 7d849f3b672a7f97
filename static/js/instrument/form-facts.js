// What the form says about its own values: dots on changed fields, values of hidden controls, summaries of groups, the cost line.

import { make, write } from "../islands/island.js";
import { say } from "../words.js";

/** Bring all of it up to a checked set-up ({values, groups, cost, seconds_per_epoch}). */
export function tell(form, recipe) {
  for (const field of form.querySelectorAll(".field[data-key]")) {
    const value = recipe.values[field.dataset.key];
    if (value !== undefined) field.classList.toggle("changed", value !== field.dataset.default && !field.classList.contains("reading"));
  }
  for (const place of form.querySelectorAll("[data-value-of]")) {
    const value = recipe.values[place.dataset.valueOf];
    if (value !== undefined && place.dataset.value !== value && place.dataset.value !== undefined) write(place, value);
    place.dataset.value = value ?? "";
  }
  for (const { name, summary, changed } of recipe.groups ?? []) {
    const head = form.querySelector(`details[data-group="${name}"] > summary`);
    if (!head) continue;
    const place = head.querySelector(".summary");
    if (place.textContent !== summary.join("")) place.replaceChildren(...summary.map((word) => make("span", { textContent: word })));
    const count = head.querySelector(".count");
    count.hidden = !changed;
    write(count, String(changed));
  }
  tellCost(form, recipe);
  tellPlanted(recipe.planted ?? "");
}

/** The notice that the program is wrong on purpose, and in what. */
function tellPlanted(words) {
  const notice = document.getElementById("planted");
  if (words) write(notice.querySelector("b"), words);
  notice.hidden = !words;
}

/** "51 parameters · 300 epochs ≈ 10 s", at the speed chosen; at "max" by what an epoch is estimated to cost. */
export function tellCost(form, recipe) {
  const line = document.getElementById("cost");
  if (!line.classList.contains("refusal")) write(line, `${recipe.cost}${pace(form, recipe)}`);
}

function pace(form, recipe) {
  const speed = Number(new FormData(form).get("speed"));
  const seconds = Number(recipe.values["training.epochs"]) * Math.max(recipe.seconds_per_epoch, speed ? 1 / speed : 0);
  if (seconds < 1) return "";
  if (seconds < 90) return ` ${say("≈ {count} s", { count: Math.round(seconds) })}`;
  return seconds < 5400 ? ` ${say("≈ {count} min", { count: Math.round(seconds / 60) })}` : ` ${say("≈ {count} h", { count: Math.round(seconds / 3600) })}`;
}
