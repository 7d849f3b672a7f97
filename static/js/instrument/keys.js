// Keys of the page; none while typing.

import { QUANTITIES } from "../strip/quantities.js";

const TYPING = "input:not([type=range]):not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";

/** Space train/pause · → epoch, Shift+→ batch · R reset · N new seed · G links · 1–6 quantity · P stage · Q code · ? all keys · End live. */
export function listenForKeys(instrument) {
  document.getElementById("keys-opener")?.addEventListener("click", () => document.getElementById("keys").showModal());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TYPING) || event.target.closest?.("dialog[open], :popover-open")) return; // a closed one keeps the focus until the next frame
    const transport = instrument.querySelector("pg-transport");
    const { scene } = instrument;
    const onSlider = event.target.matches?.("input[type=range], input[type=radio]");
    const acts = {
      // On a chosen radio button Space would do nothing else: who has just picked a data set or a speed may train at once.
      " ": () => (event.target.matches?.("[type=radio]:checked") || !event.target.closest?.("button, summary, a, label, input[type=checkbox]")) && transport.primary(),
      ArrowRight: () => !onSlider && transport.step(event.shiftKey ? { batches: 1 } : { epochs: 1 }),
      r: () => transport.reset(),
      n: () => transport.newSeed(),
      g: () => toggleLinks(instrument),
      p: () => instrument.querySelector("pg-stage").toggle(),
      q: () => instrument.querySelector("pg-stage").toggleCode(),
      "?": () => document.getElementById("keys").showModal(),
      End: () => !onSlider && scene.look(null),
      ...Object.fromEntries(QUANTITIES.map(({ name }, index) => [String(index + 1), () => scene.showQuantity(name)])),
    };
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act && act() !== false && event.key === " ") event.preventDefault();
  });
}

function toggleLinks(instrument) {
  const other = instrument.querySelector("input[name=links]:not(:checked)");
  other.checked = true;
  other.dispatchEvent(new Event("change", { bubbles: true }));
}
