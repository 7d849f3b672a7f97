// An SVG of the page as a sheet: a copy that carries its looks along, on the ground it lies on.

import { plainColour, Sheet } from "./sheet.js";

const LOOKS = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "opacity", "font-size", "font-weight", "font-family", "text-anchor"];
const USUAL = { stroke: "none", "stroke-width": "1px", "stroke-dasharray": "none", "stroke-linejoin": "miter", "stroke-linecap": "butt", opacity: "1", "font-weight": "400", "text-anchor": "start" };
const OWN = /^(d|points|x|y|x1|x2|y1|y2|cx|cy|r|rx|ry|dx|dy|width|height|viewBox|transform|preserveAspectRatio)$/;

const pixel = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });

/** A computed colour in the one spelling that a sheet knows; stylesheets mix theirs in other spaces, so it is painted and read. */
export function inRgb(colour) {
  if (colour.startsWith("rgb")) return plainColour(colour);
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = colour;
  pixel.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = pixel.getImageData(0, 0, 1, 1).data;
  return plainColour(`rgb(${r} ${g} ${b} / ${a / 255})`);
}

/** A sheet with the copy of an SVG on it. */
export class Copy extends Sheet {
  #text;

  constructor(svg) {
    const { x, y, width, height } = svg.viewBox.baseVal;
    super({ width, height });
    const ground = groundOf(svg);
    const back = ground ? `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${ground}"/>` : "";
    this.#text = `<g transform="translate(${-x} ${-y})">${back}${[...svg.children].map(copied).join("")}</g>`;
  }

  get box() {
    return [this.width, this.height];
  }

  get inside() {
    return this.#text;
  }
}

/** The colour of what the figure lies on, if it is not the page's. */
function groundOf(svg) {
  const { paint, opacity } = inRgb(getComputedStyle(svg.parentElement).backgroundColor);
  return opacity ? paint : null;
}

/** An element as text: shapes and words with their looks, links without where they lead, nothing that only scripts or pointers want. */
function copied(element) {
  const { localName } = element;
  if (!["svg", "g", "a", "path", "line", "polyline", "polygon", "rect", "circle", "ellipse", "text", "tspan"].includes(localName)) return "";
  const style = getComputedStyle(element);
  if (style.display === "none" || style.visibility === "hidden") return "";
  const name = localName === "a" ? "g" : localName;
  const facts = [...element.attributes].filter(({ name: one }) => OWN.test(one)).map(({ name: one, value }) => [one, value]);
  const looks = name === "g" || name === "svg" ? (style.opacity === "1" ? [] : [["opacity", style.opacity]]) : LOOKS.flatMap((look) => spelled(look, style.getPropertyValue(look), name));
  const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
  const inside = [...element.childNodes].map((node) => (node.nodeType === Node.TEXT_NODE ? (["text", "tspan"].includes(name) ? escape(node.data) : "") : node.nodeType === Node.ELEMENT_NODE ? copied(node) : "")).join("");
  const all = [...facts, ...looks].map(([one, value]) => `${one}="${escape(String(value))}"`);
  return `<${[name, ...all].join(" ")}>${inside}</${name}>`;
}

function spelled(look, value, name) {
  const words = name === "text" || name === "tspan";
  if (!words && /^(font|text)-/.test(look)) return [];
  if (look !== "fill" && USUAL[look] === value) return [];
  if ((look === "fill" || look === "stroke") && value !== "none") {
    const { paint, opacity } = inRgb(value);
    if (!opacity) return look === "fill" ? [["fill", "none"]] : [];
    return [[look, paint], ...(opacity < 1 ? [[`${look}-opacity`, opacity]] : [])];
  }
  return [[look, value.replace(/px/g, "")]];
}
