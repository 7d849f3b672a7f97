// Dragging on a number's label changes it: one nice step every few pixels, as ↑ and ↓ take them. A plain click still goes to the field.

import { stepped } from "./numbers.js";

const STEP = 8; // px a step
const EVERY = 100; // ms between two changes of a field that applies live

let drag = null;

/** The input of a label that stands over a number field, or null. */
function numberOf(target) {
  const label = target.closest?.(".field > label[for]");
  const input = label && document.getElementById(label.htmlFor);
  return input?.matches("input[data-kind]:not(:disabled)") ? input : null;
}

document.addEventListener("pointerdown", (event) => {
  const input = event.button === 0 ? numberOf(event.target) : null;
  if (!input) return;
  drag = { input, label: event.target, id: event.pointerId, x: event.clientX, from: event.clientX, began: input.value, told: 0 };
});

document.addEventListener("pointermove", (event) => {
  if (!drag || event.pointerId !== drag.id) return;
  const steps = Math.trunc((event.clientX - drag.x) / STEP);
  if (!steps) return;
  event.preventDefault();
  if (!drag.label.hasPointerCapture?.(drag.id)) drag.label.setPointerCapture?.(drag.id);
  drag.x += steps * STEP;
  const { input } = drag;
  for (let step = 0; step < Math.abs(steps); step += 1) input.value = String(stepped(Number(input.value) || 0, steps > 0, boundsOf(input)));
  const live = input.closest("[data-live]") && performance.now() - drag.told > EVERY;
  if (live) tell();
});

document.addEventListener("pointerup", () => {
  if (!drag) return;
  const { input, began, moved = input.value !== began, from, x } = { ...drag };
  if (moved) tell();
  if (moved || from !== x) addEventListener("click", swallow, { capture: true, once: true }); // a drag is no click on the label
  setTimeout(() => removeEventListener("click", swallow, true));
  drag = null;
});

document.addEventListener("pointercancel", () => (drag = null));

function tell() {
  drag.told = performance.now();
  drag.input.dispatchEvent(new Event("change", { bubbles: true }));
}

function swallow(event) {
  event.preventDefault();
  event.stopPropagation();
}

function boundsOf({ dataset: { kind, scale, minimum, maximum } }) {
  return { kind, scale, minimum: minimum === undefined ? undefined : Number(minimum), maximum: maximum === undefined ? undefined : Number(maximum) };
}
