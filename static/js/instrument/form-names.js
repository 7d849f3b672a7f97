// What the form calls its fields and choices: labels and titles come from the declarations, through the page.

import { say } from "../words.js";

/** {label(key), title(key, value)} read off a form. A field that is not on it is called by its key's last word. */
export function namesOf(form) {
  const field = (key) => form.querySelector(`.field[data-key="${CSS.escape(key)}"]`);
  return {
    label(key) {
      if (key === "optimizer.lr") return say("lr");
      const label = field(key)?.querySelector("label, legend")?.firstChild?.textContent.trim();
      return label ? lower(label) : key.split(".").at(-1).replaceAll("_", " ");
    },
    title(key, value) {
      if (value === undefined) return say("none");
      const named = key === "activation" ? form.querySelector("#all-activation, .layer select") : form.querySelector(`[name="${CSS.escape(key)}"]:not([type=hidden])`);
      if (named?.tagName === "SELECT") return [...named.options].find((option) => option.value === value)?.textContent ?? value;
      const radio = form.querySelector(`[type=radio][name="${CSS.escape(key)}"][value="${CSS.escape(value)}"]`);
      return radio?.closest("label")?.querySelector(".title")?.textContent ?? value;
    },
  };
}

/** "Batch size" → "batch size", but "L2" and "Xavier uniform" of one capital each stay readable: only plain words are lowered. */
function lower(label) {
  return /^[A-Z][a-z ]/.test(label) ? label[0].toLowerCase() + label.slice(1) : label;
}
