// What the server refused, shown where it is: at the field, beside the network, and in the line under it; each with the nearest
// allowed value to take. What was typed stays.

import { make } from "../islands/island.js";
import { say } from "../words.js";

let shown = null;

/** Put each problem ({path, message, nearest}) at its field, and the first one into the line under the network. */
export function mark(form, problems) {
  if (JSON.stringify(problems) === shown) return; // a button under somebody's finger must not be replaced by its like
  shown = JSON.stringify(problems);
  for (const place of form.querySelectorAll(".problem")) Object.assign(place, { hidden: true, textContent: "" });
  for (const field of form.querySelectorAll(".refused")) field.classList.remove("refused");
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  const strays = problems.filter((problem) => !markField(problem));
  const line = document.getElementById("cost");
  line.classList.toggle("refusal", problems.length > 0);
  if (!problems.length) return;
  const first = strays[0] ?? problems[0];
  line.replaceChildren(first.message, ...offers(first));
}

function markField(problem) {
  const id = idOf(problem.path);
  const place = document.getElementById(`${id}-problem`);
  if (!place) return false;
  place.hidden = false;
  place.replaceChildren(problem.message, ...offers(problem));
  place.closest(".field, .thumbnails")?.classList.add("refused");
  document.getElementById(id)?.setAttribute("aria-invalid", "true");
  const group = place.closest("details");
  if (group) group.open = true;
  return true;
}

/** Id of the control a problem speaks of: the field's own, its entry's choice, or the list it stands in. */
function idOf(path) {
  const ids = [path, `${path}.name`, path.slice(0, path.lastIndexOf("."))].map((key) => `f-${key.replaceAll(".", "-")}`);
  return ids.find((id) => document.getElementById(`${id}-problem`)) ?? ids[0];
}

/** What taking `nearest` for `path` is called. */
function offer(path, nearest) {
  if (path === "training.batch_size" && nearest === "none") return say("Use all");
  const placed = path.startsWith("network.layers") && Number.isNaN(Number(nearest)) && !path.endsWith("activation");
  return placed ? say("Put {nearest} there", { nearest }) : say("Use {nearest}", { nearest });
}

/** Buttons that mend a problem: its nearest allowed value, or an edit of the link taken back. */
function offers({ path, nearest }) {
  const [, edit] = path.split("edits.");
  if (edit) return [" ", make("button", { type: "button", className: "small", textContent: say("Take this edit back"), dataset: { dropEdit: Number.parseInt(edit, 10) } })];
  if (nearest === null || nearest === undefined) return [];
  const button = make("button", { name: "do", value: `use.${path}=${nearest}`, className: "small", textContent: offer(path, nearest), dataset: { use: nearest } });
  const field = document.getElementById(idOf(path));
  if (field?.name === path || field?.name === `${path}.name`) button.dataset.for = field.id;
  return [" ", button];
}

/**
 * Take what a button offers where no single field can: layers and lists are drawn anew by the server. Another button asks, one that
 * stands outside: this one may be gone by the time the answer comes.
 */
export function takeFromServer({ value }) {
  const asks = document.getElementById("take-offer");
  asks.value = value;
  asks.click();
}
