// Number fields: ↑ and ↓ take the next nice value (1, 3, 10 on a log scale, 1 or about a twentieth of the range otherwise).

/** The next nice value above (`up`) or below `value`: …0.1, 0.3, 1, 3, 10… */
export function nextNice(value, up) {
  if (!(value > 0)) return up ? 0.001 : 0;
  const decade = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const ladder = [decade * 0.3, decade, decade * 3, decade * 10];
  const near = (a, b) => Math.abs(a - b) < 1e-6 * b;
  const found = up ? ladder.find((one) => one > value && !near(one, value)) : ladder.toReversed().find((one) => one < value && !near(one, value));
  return Number(found.toPrecision(3));
}

/** One step up or down for a field's kind, scale and bounds. */
export function stepped(value, up, { kind, scale, minimum = -Infinity, maximum = Infinity }) {
  if (scale === "log") return within(nextNice(value, up), minimum, maximum);
  const range = maximum - minimum;
  const step = kind === "int" || !Number.isFinite(range) ? 1 : niceStep(range / 20);
  return within(Number((value + (up ? step : -step)).toPrecision(6)), minimum, maximum);
}

/** The largest of …0.1, 0.2, 0.5, 1… that is not above `size`. */
function niceStep(size) {
  const decade = 10 ** Math.floor(Math.log10(size));
  return Number(([5, 2, 1].find((one) => one * decade <= size * (1 + 1e-9)) * decade).toPrecision(1));
}

function within(value, minimum, maximum) {
  return Math.min(maximum, Math.max(minimum, value));
}

globalThis.document?.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (!target.matches?.("input[data-kind]") || (key !== "ArrowUp" && key !== "ArrowDown")) return;
  event.preventDefault();
  const { kind, scale, minimum, maximum } = target.dataset;
  const bounds = { kind, scale, minimum: minimum === undefined ? undefined : Number(minimum), maximum: maximum === undefined ? undefined : Number(maximum) };
  target.value = String(stepped(Number(target.value) || 0, key === "ArrowUp", bounds));
  target.dispatchEvent(new Event("change", { bubbles: true }));
});
