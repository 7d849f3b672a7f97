// A figure as a file, with a title above it. It is drawn on a sheet, in the colours of paper whatever the page's are: SVG is that sheet,
// PNG the same sheet as pixels. Every figure gives `sketch(canvas)`, which draws it on whatever stands where its canvas would.

import { download } from "../curves/export.js";
import { onPaper, token } from "../theme.js";
import { Sheet } from "./sheet.js";

const [PAD, HEAD, FONT] = [16, 32, 13]; // CSS px
const [FINE, MOST] = [2, 16000]; // pixels of a PNG to one of CSS; along its longer side, which is as far as browsers go

/** Save a figure. `kind`: "png" or "svg"; `facts`: {title, family, name, headed?: whether the title stands above it}. */
export function take(kind, sketch, facts) {
  return saveSheet(kind, () => framed(sketched(sketch, new Sheet()), facts, new Sheet()), facts);
}

/** Save what `draw()` returns, a sheet, drawn in the colours of paper. */
export async function saveSheet(kind, draw, { title, name }) {
  const text = onPaper(draw).file({ title, ratio: devicePixelRatio || 1, language: document.documentElement.lang });
  download(kind === "svg" ? new Blob([text], { type: "image/svg+xml" }) : await pixels(text), `${name}.${kind}`);
}

/** An SVG file as a PNG file. */
async function pixels(text) {
  const picture = Object.assign(new Image(), { src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}` });
  await picture.decode();
  const { naturalWidth: width, naturalHeight: height } = picture;
  const fine = Math.min(FINE, MOST / Math.max(width, height));
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(width * fine), height: Math.round(height * fine) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

function sketched(sketch, sheet) {
  sketch(sheet);
  return sheet;
}

/** The figure with its title, on `paper`, a sheet. */
function framed(figure, { title, family, headed = true }, paper) {
  const ratio = devicePixelRatio || 1;
  const context = paper.getContext("2d");
  context.font = `600 ${FONT * ratio}px ${family}`;
  const head = headed ? HEAD : PAD;
  const wide = Math.max(figure.width, headed ? context.measureText(title).width : 0); // a small figure may have a long name
  Object.assign(paper, { width: wide + 2 * PAD * ratio, height: figure.height + (head + PAD) * ratio });
  context.fillStyle = token("--surface");
  context.fillRect(0, 0, paper.width, paper.height);
  context.drawImage(figure, PAD * ratio, head * ratio);
  if (!headed) return paper;
  Object.assign(context, { fillStyle: token("--text"), textAlign: "left", textBaseline: "middle" });
  context.fillText(title, PAD * ratio, (HEAD / 2) * ratio);
  return paper;
}
