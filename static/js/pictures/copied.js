// A figure as it stands on the page, as a file. What is SVG alone is copied, with its looks, on the ground it lies on, and its legend;
// what has canvases, pictures or a layout of its own is laid out again.

import { fit } from "../islands/island.js";
import { token } from "../theme.js";
import { say } from "../words.js";
import { Copy } from "./copy.js";
import { layOut } from "./laid.js";
import { take } from "./taken.js";

const BETWEEN = 16; // CSS px between figures

/** Save a figure: every SVG of it below each other and its legend, or, where that is not all, as the page lays it out. */
export function takeCopies(kind, box) {
  const shown = [...box.querySelectorAll("svg")].filter((svg) => !svg.parentElement.closest("svg") && !svg.closest("button, .swatch"));
  const family = getComputedStyle(box).fontFamily;
  const title = box.dataset.figure || box.querySelector("figcaption b")?.textContent || box.querySelector("[aria-label]")?.getAttribute("aria-label") || document.title;
  const plain = shown.length && !box.querySelector("canvas, img, figcaption, .only-taken");
  const sketch = (canvas) => (plain ? copies(box, shown, canvas, family) : lit(box, () => layOut(box, canvas)));
  const headed = !box.querySelector(":scope > figcaption"); // else that says what it is
  return take(kind, sketch, { title, headed, family, name: title.slice(0, 60).replaceAll(/[^\p{L}\p{N}]+/gu, "-").replace(/-$/, "") || say("map") });
}

function copies(box, shown, canvas, family) {
  const [found, keys] = lit(box, () => [shown.map((svg) => new Copy(svg)), keysOf(box)]);
  const width = Math.max(...found.map((one) => one.width));
  const height = found.reduce((sum, one) => sum + one.height + BETWEEN, 0) + LINE * linesOf(keys, width);
  const context = fit(canvas, width, height);
  let top = 0;
  for (const copy of found) {
    context.drawImage(copy, 0, top);
    top += copy.height + BETWEEN;
  }
  drawKeys(context, keys, { left: 0, top, width, family });
}

export const LINE = 24; // CSS px of a line of the legend

/** How many lines a legend fills in `width` px. */
export function linesOf(keys, width) {
  let [lines, x] = [keys.length ? 1 : 0, 0];
  for (const { wide } of keys) {
    if (x && x + wide > width) [lines, x] = [lines + 1, 0];
    x += wide;
  }
  return lines;
}

/** A legend's patches and words, one beside the other. */
export function drawKeys(context, keys, { left, top, width, family }) {
  let [x, y] = [0, top + LINE / 2];
  for (const { colours, text, wide } of keys) {
    if (x && x + wide > width) [x, y] = [0, y + LINE];
    colours.forEach((colour, at) => {
      context.fillStyle = colour;
      context.fillRect(left + x + 10 * at, y - 6, colours.length > 1 ? 10 : 14, 12);
    });
    Object.assign(context, { fillStyle: token("--text-2"), font: `13px ${family}`, textAlign: "left", textBaseline: "middle" });
    context.fillText(text, left + x + (colours.length ? 10 * colours.length + 8 : 0), y);
    x += wide;
  }
}

/** What `read()` finds while the box is lit as paper is. */
export function lit(box, read) {
  Object.assign(box.style, { colorScheme: "light", color: "var(--text)" }); // what is inherited was resolved further up
  try {
    return read();
  } finally {
    Object.assign(box.style, { colorScheme: "", color: "" });
  }
}

/** The legend's entries: [{colours, text, wide}…]. */
export function keysOf(box) {
  return [...(box.querySelector(".legend")?.children ?? [])].flatMap((entry) => {
    if (entry.matches("button, [hidden]")) return [];
    const colours = [...entry.querySelectorAll("i")].map((patch) => getComputedStyle(patch).backgroundColor);
    const text = [...entry.childNodes].filter((node) => node.nodeName !== "I").map((node) => node.textContent.trim()).join(" ").trim();
    const letters = [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 14 : 7.5), 0);
    return [{ colours, text, wide: 10 * colours.length + 8 + letters + 12 }];
  });
}
