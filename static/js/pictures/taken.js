// A figure as a PNG file: its canvas on the page's ground, a title above it and, where it has rows, their names beside them.

import { download } from "../curves/export.js";
import { token } from "../theme.js";

const [PAD, HEAD, FONT] = [16, 32, 13]; // CSS px

/** Save the canvas of a figure. `rows`: names of equally high rows, from the top. */
export function savePicture(figure, { title, rows = [], family, name }) {
  const ratio = devicePixelRatio || 1;
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  const font = (weight = 400) => `${weight} ${FONT * ratio}px ${family}`;
  context.font = font();
  const left = rows.length ? Math.max(...rows.map((row) => context.measureText(row).width)) + PAD * ratio : 0;
  Object.assign(canvas, { width: figure.width + left + 2 * PAD * ratio, height: figure.height + (HEAD + PAD) * ratio });
  context.fillStyle = token("--surface");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(figure, PAD * ratio + left, HEAD * ratio);
  context.fillStyle = token("--text");
  context.textBaseline = "middle";
  context.font = font(600);
  context.fillText(title, PAD * ratio, (HEAD / 2) * ratio);
  context.font = font();
  rows.forEach((row, at) => context.fillText(row, PAD * ratio, HEAD * ratio + ((at + 0.5) * figure.height) / rows.length));
  canvas.toBlob((blob) => download(blob, `${name}.png`));
}
