// Weights and biases set before the first step: part of the set-up, so they are hidden fields of its form and travel with it.

import { make } from "../islands/island.js";

/** Set a parameter from the first step on; null takes that back. The form asks the server, as after any change. */
export function setEdit(form, path, value) {
  const kept = editsIn(form).filter((edit) => edit.path !== path);
  if (value !== null) kept.push({ path, value: String(value) });
  write(form, kept);
}

/** Write the edits of a set-up that is good already into its form; nobody is asked. */
export function showEdits(form, edits) {
  write(form, edits.map(({ path, value }) => ({ path, value: String(value) })), { ask: false });
}

/** Take back the edit of this number in the form. */
export function dropEdit(form, number) {
  write(form, editsIn(form).filter((_, index) => index !== number));
}

function editsIn(form) {
  const values = (name) => [...form.querySelectorAll(`#edits [name$=".${name}"]`)].map((field) => field.value);
  const paths = values("path");
  const numbers = values("value");
  return paths.map((path, index) => ({ path, value: numbers[index] }));
}

function write(form, edits, { ask = true } = {}) {
  const fields = edits.flatMap(({ path, value }, index) => Object.entries({ step: "0", path, value }).map(([name, text]) => make("input", { type: "hidden", name: `edits.${index}.${name}`, value: text })));
  form.querySelector("#edits").replaceChildren(...fields);
  if (ask) form.dispatchEvent(new Event("change", { bubbles: true }));
}
