// A figure laid out as the page lays it out: its grounds and edges, its words line by line, its pictures where they stand. A canvas is
// drawn again by its own `sketch(canvas)`, in the colours wanted here.

import { fit } from "../islands/island.js";
import { Copy, inRgb } from "./copy.js";
import { Sheet } from "./sheet.js";

const LEFT_OUT = "button, input, select, textarea, output, summary, script, noscript, template, [hidden], details:not([open])";
const SIDES = ["Top", "Right", "Bottom", "Left"];
const WORD = /[\u2e80-\uffff]|[^\s\u2e80-\uffff]+/gu; // lines of Chinese break between any two signs

/** Draw `box` on `canvas`, as large as what is shown of it. Whoever asks lights the box as paper is. */
export function layOut(box, canvas) {
  const acts = [];
  box.toggleAttribute("data-taken", true); // what scrolls on the page is whole in a file
  const { left, top } = box.getBoundingClientRect();
  const place = ({ left: x, top: y, width, height }) => [x - left, y - top, width, height];
  const room = { width: 0, height: 0 };
  const put = (at, act) => {
    room.width = Math.max(room.width, Math.ceil(at[0] + at[2]));
    room.height = Math.max(room.height, Math.ceil(at[1] + at[3]));
    acts.push((context) => act(context, at));
  };
  visit(box, put, place);
  box.toggleAttribute("data-taken", false);
  const context = fit(canvas, Math.max(1, room.width), Math.max(1, room.height));
  for (const act of acts) act(context);
}

function visit(element, put, place) {
  const style = getComputedStyle(element);
  if (element.matches(LEFT_OUT) || style.display === "none" || style.visibility === "hidden" || style.clipPath !== "none") return;
  const rect = element.getBoundingClientRect();
  const picture = pictureOf(element);
  if (rect.width && rect.height) drawBox(style, place(rect), put);
  if (picture) return put(place(inner(element, style, rect)), picture);
  drawMark(element, style, rect, put, place);
  for (const node of element.childNodes) {
    if (node.nodeType === Node.ELEMENT_NODE) visit(node, put, place);
    else if (node.nodeType === Node.TEXT_NODE) drawWords(node, style, put, place);
  }
}

/** Draws what the element is a picture of, or null. */
function pictureOf(element) {
  if (element.localName === "svg") {
    const copy = new Copy(element);
    return (context, at) => context.drawImage(copy, ...at);
  }
  if (element.localName === "canvas") return (context, at) => context.drawImage(again(element), ...at);
  if (element.localName !== "img") return null;
  const sharp = getComputedStyle(element).imageRendering === "pixelated";
  return (context, at) => {
    context.imageSmoothingEnabled = !sharp;
    context.drawImage(element, ...at);
    context.imageSmoothingEnabled = true;
  };
}

function again(canvas) {
  if (!canvas.sketch) return canvas;
  const sheet = new Sheet();
  canvas.sketch(sheet);
  return sheet;
}

/** Where the content of a picture stands, inside its edges. */
function inner(element, { borderLeftWidth, borderTopWidth, borderRightWidth, borderBottomWidth }, { left, top, width, height }) {
  const [l, t, r, b] = [borderLeftWidth, borderTopWidth, borderRightWidth, borderBottomWidth].map(Number.parseFloat);
  return { left: left + l, top: top + t, width: width - l - r, height: height - t - b };
}

/** Ground and edges. */
function drawBox(style, at, put) {
  const ground = inRgb(style.backgroundColor);
  if (ground.opacity) {
    put(at, (context, [x, y, width, height]) => {
      Object.assign(context, { fillStyle: ground.paint, globalAlpha: ground.opacity });
      context.fillRect(x, y, width, height);
      context.globalAlpha = 1;
    });
  }
  for (const side of SIDES) {
    const [thick, kind] = [Number.parseFloat(style[`border${side}Width`]), style[`border${side}Style`]];
    const { paint, opacity } = inRgb(style[`border${side}Color`]);
    if (thick && kind !== "none" && opacity) put(at, (context, where) => drawEdge(context, where, side, { thick, kind, paint }));
  }
}

function drawEdge(context, [x, y, width, height], side, { thick, kind, paint }) {
  const half = thick / 2;
  const ends = {
    Top: [x, y + half, x + width, y + half],
    Right: [x + width - half, y, x + width - half, y + height],
    Bottom: [x, y + height - half, x + width, y + height - half],
    Left: [x + half, y, x + half, y + height],
  }[side];
  Object.assign(context, { strokeStyle: paint, lineWidth: thick });
  context.setLineDash(kind === "dashed" ? [3 * thick, 2 * thick] : kind === "dotted" ? [thick, thick] : []);
  context.beginPath();
  context.moveTo(ends[0], ends[1]);
  context.lineTo(ends[2], ends[3]);
  context.stroke();
  context.setLineDash([]);
}

/** The patch that a stylesheet puts before an entry of a legend: at its left, in the middle of its first line. */
function drawMark(element, { lineHeight, paddingLeft }, { left, top }, put, place) {
  const mark = getComputedStyle(element, "::before");
  const [width, high] = [Number.parseFloat(mark.width), Number.parseFloat(mark.height)];
  if (mark.content !== '""' || mark.position === "absolute" || !(width > 0)) return;
  const edges = Number.parseFloat(mark.borderTopWidth) + Number.parseFloat(mark.borderBottomWidth);
  const height = mark.boxSizing === "border-box" ? Math.max(high || 0, edges) : (high || 0) + edges;
  const middle = top + (Number.parseFloat(lineHeight) || 18) / 2;
  drawBox(mark, place({ left: left + Number.parseFloat(paddingLeft), top: middle - height / 2, width, height }), put);
}

/** Words, a line of the page at a time. */
function drawWords(node, style, put, place) {
  const [range, lines] = [document.createRange(), []];
  for (const { 0: word, index } of node.data.matchAll(WORD)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const rect = range.getBoundingClientRect();
    if (!rect.width) continue;
    const line = lines.at(-1);
    if (line && Math.abs(line.top - rect.top) < rect.height / 2) Object.assign(line, { end: index + word.length, width: rect.right - line.left });
    else lines.push({ begin: index, end: index + word.length, left: rect.left, top: rect.top, width: rect.width, height: rect.height });
  }
  const { paint } = inRgb(style.color);
  const font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  for (const line of lines) {
    const text = node.data.slice(line.begin, line.end).replaceAll(/\s+/g, " ");
    const [left, top, width, high] = place(line);
    put([left, top, width + high / 2, high], (context, [x, y, , height]) => { // other programs set the same letters a little wider
      Object.assign(context, { font, fillStyle: paint, textAlign: "left", textBaseline: "middle" });
      context.fillText(text, x, y + height / 2);
    });
  }
}
