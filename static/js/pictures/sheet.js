// A sheet that stands where a canvas would and writes down as SVG what is drawn on it: lines stay lines, words stay words. Pictures
// made of pixels are carried inside as PNG, other sheets as they are. It knows what our figures use; anything else is an error.

const TURN = 2 * Math.PI;
const CAPITALS = { top: 0.8, hanging: 0.8, middle: 0.35, alphabetic: 0, bottom: -0.2 }; // of the letters' size: from a baseline to the alphabetic one
const ANCHORS = { left: "start", start: "start", center: "middle", right: "end", end: "end" };
const KEPT = ["fillStyle", "strokeStyle", "lineWidth", "lineJoin", "lineCap", "globalAlpha", "font", "textAlign", "textBaseline", "imageSmoothingEnabled"];

let sheets = 0; // clips of sheets that lie in one file need names of their own

/** A number as it stands in the file: hundredths of a pixel are enough. */
const n = (value) => String(Math.round(value * 100) / 100);

export const escaped = (text) => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** {paint: "#rrggbb", opacity} of a colour as the page spells it: programs that draw know little else. */
export function plainColour(colour) {
  if (/^#[0-9a-f]{6}$/i.test(colour)) return { paint: colour.toLowerCase(), opacity: 1 };
  const found = /^rgba?\(([^)]+)\)$/.exec(colour);
  if (!found) throw new RangeError(`A sheet knows #rrggbb and rgb(…), not ${colour}.`);
  const [r, g, b, a = "1"] = found[1].split(/[\s,/]+/).filter(Boolean);
  const hex = [r, g, b].map((part) => Math.round(Math.max(0, Math.min(255, Number(part)))).toString(16).padStart(2, "0")).join("");
  return { paint: `#${hex}`, opacity: a.endsWith("%") ? Number.parseFloat(a) / 100 : Number(a) };
}

export class Sheet {
  style = {};
  #ink;

  /** `measured(text, font)`: its width in px; `png(picture)`: its pixels as a data address. Browsers know both. */
  constructor({ width = 300, height = 150, measured = widthOf, png = pixelsOf } = {}) {
    Object.assign(this, { width, height });
    this.#ink = new Ink(this, measured, png);
  }

  getContext() {
    return this.#ink;
  }

  /** Units of the drawing: as many as pixels of a screen, unless it was scaled to CSS pixels. */
  get box() {
    return [this.width / this.#ink.unit, this.height / this.#ink.unit];
  }

  /** What was drawn so far, as elements. */
  get inside() {
    return this.#ink.written;
  }

  /** The whole file. `ratio`: pixels of this screen to one of CSS; `title` is read out, `language` says in which tongue. */
  file({ title, ratio = 1, language = "en" }) {
    const [wide, high] = this.box;
    const [width, height] = [this.width / ratio, this.height / ratio];
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(wide)} ${n(high)}" role="img" lang="${language}"><title>${escaped(title)}</title>${this.inside}</svg>\n`;
  }
}

class Ink {
  unit = 1; // pixels of the sheet to one of the drawing
  #parts = [];
  #path = "";
  #at = null; // where the pen is
  #stack = [];
  #open = null; // the clip of the group that is being written
  #clips = 0;
  #name = `c${(sheets += 1)}`;
  #dash = [];
  #clip = null;

  constructor(canvas, measured, png) {
    Object.assign(this, { canvas, measured, png });
    Object.assign(this, { fillStyle: "#000000", strokeStyle: "#000000", lineWidth: 1, lineJoin: "miter", lineCap: "butt", globalAlpha: 1, font: "10px sans-serif", textAlign: "start", textBaseline: "alphabetic", imageSmoothingEnabled: true });
  }

  get written() {
    return this.#parts.join("") + (this.#open ? "</g>" : "");
  }

  setTransform(scale, b, c, same, x, y) {
    if (b || c || x || y || scale !== same) throw new RangeError("A sheet is scaled as a whole, or not at all.");
    this.unit = scale;
  }

  save() {
    this.#stack.push([KEPT.map((name) => this[name]), this.#dash, this.#clip]);
  }

  restore() {
    const kept = this.#stack.pop();
    if (!kept) return;
    KEPT.forEach((name, at) => (this[name] = kept[0][at]));
    [, this.#dash, this.#clip] = kept;
  }

  setLineDash(dash) {
    this.#dash = dash;
  }

  // -- paths -----------------------------------------------------------------------------------------------------------

  beginPath() {
    [this.#path, this.#at] = ["", null];
  }

  closePath() {
    if (this.#path) this.#path += "Z";
  }

  moveTo(x, y) {
    this.#path += `M${n(x)} ${n(y)}`;
    this.#at = [x, y];
  }

  lineTo(x, y) {
    if (!this.#at) return this.moveTo(x, y);
    this.#path += `L${n(x)} ${n(y)}`;
    this.#at = [x, y];
  }

  bezierCurveTo(...places) {
    this.#path += `C${places.map(n).join(" ")}`;
    this.#at = places.slice(4);
  }

  rect(x, y, width, height) {
    this.#path += `M${n(x)} ${n(y)}h${n(width)}v${n(height)}h${n(-width)}Z`;
    this.#at = [x, y];
  }

  arc(x, y, radius, from, to) {
    this.ellipse(x, y, radius, radius, 0, from, to);
  }

  ellipse(x, y, across, up, turned, from, to) {
    if (turned || to < from) throw new RangeError("A sheet draws arcs clockwise and upright.");
    const place = (angle) => [x + across * Math.cos(angle), y + up * Math.sin(angle)];
    const round = (angle, large) => `A${n(across)} ${n(up)} 0 ${large} 1 ${place(angle).map(n).join(" ")}`;
    this.lineTo(...place(from));
    if (to - from >= TURN) this.#path += round(from + Math.PI, 0) + round(from + TURN, 0);
    else this.#path += round(to, Number(to - from > Math.PI));
    this.#at = place(to);
  }

  clip() {
    const id = `${this.#name}-${(this.#clips += 1)}`;
    const within = this.#clip ? ` clip-path="url(#${this.#clip})"` : "";
    this.#shut();
    this.#parts.push(`<clipPath id="${id}"><path d="${this.#path}"${within}/></clipPath>`);
    this.#clip = id;
  }

  fill() {
    if (this.#path) this.#write(`<path d="${this.#path}"${this.#filled()}/>`);
  }

  stroke() {
    if (this.#path) this.#write(`<path d="${this.#path}"${this.#stroked()}/>`);
  }

  // -- what is drawn at once -------------------------------------------------------------------------------------------

  fillRect(x, y, width, height) {
    if (width > 0 && height > 0) this.#write(`<rect${this.#placed(x, y, width, height)}${this.#filled()}/>`);
  }

  strokeRect(x, y, width, height) {
    this.#write(`<rect${this.#placed(x, y, width, height)}${this.#stroked()}/>`);
  }

  /** A sheet begins empty, and nothing is ever taken off it again: figures clear before they draw. */
  clearRect() {}

  fillText(text, x, y) {
    this.#text(text, x, y, this.#filled());
  }

  strokeText(text, x, y) {
    this.#text(text, x, y, this.#stroked());
  }

  measureText(text) {
    return { width: this.measured(text, this.font) };
  }

  /** A canvas, or another sheet, at a place, in a size; by default in its own. */
  drawImage(picture, x, y, width = picture.width, height = picture.height) {
    if (picture instanceof Sheet) {
      const [wide, high] = picture.box;
      return this.#write(`<svg${this.#placed(x, y, width, height)} viewBox="0 0 ${n(wide)} ${n(high)}" preserveAspectRatio="none">${picture.inside}</svg>`);
    }
    const sharp = this.imageSmoothingEnabled ? "" : ' style="image-rendering:pixelated"';
    this.#write(`<image${this.#placed(x, y, width, height)} preserveAspectRatio="none"${sharp}${this.#faint(1)} href="${this.png(picture)}"/>`);
  }

  // -- how it is spelled -----------------------------------------------------------------------------------------------

  #text(text, x, y, ink) {
    const [, weight = "400", size, family] = /^(?:(\d+|bold|normal) )?([\d.]+)px (.+)$/.exec(this.font);
    const base = y + (CAPITALS[this.textBaseline] ?? 0) * Number(size);
    this.#write(`<text x="${n(x)}" y="${n(base)}" font-size="${n(Number(size))}" font-family="${escaped(family)}" font-weight="${weight}" text-anchor="${ANCHORS[this.textAlign]}"${ink}>${escaped(text)}</text>`);
  }

  #placed(x, y, width, height) {
    return ` x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}"`;
  }

  #faint(opacity) {
    const all = opacity * this.globalAlpha;
    return all === 1 ? "" : ` opacity="${n(all)}"`;
  }

  #filled() {
    const { paint, opacity } = plainColour(this.fillStyle);
    return ` fill="${paint}"${this.#faint(opacity)}`;
  }

  #stroked() {
    const { paint, opacity } = plainColour(this.strokeStyle);
    const dash = this.#dash.length ? ` stroke-dasharray="${this.#dash.map(n).join(" ")}"` : "";
    const ends = (this.lineJoin === "miter" ? "" : ` stroke-linejoin="${this.lineJoin}"`) + (this.lineCap === "butt" ? "" : ` stroke-linecap="${this.lineCap}"`);
    return ` fill="none" stroke="${paint}" stroke-width="${n(this.lineWidth)}"${dash}${ends}${this.#faint(opacity)}`;
  }

  #write(element) {
    if (this.#open !== this.#clip) {
      this.#shut();
      if (this.#clip) this.#parts.push(`<g clip-path="url(#${this.#clip})">`);
      this.#open = this.#clip;
    }
    this.#parts.push(element);
  }

  #shut() {
    if (this.#open) this.#parts.push("</g>");
    this.#open = null;
  }
}

let rule = null;

function widthOf(text, font) {
  rule ??= document.createElement("canvas").getContext("2d");
  rule.font = font;
  return rule.measureText(text).width;
}

function pixelsOf(picture) {
  if (picture.toDataURL) return picture.toDataURL("image/png");
  const { naturalWidth: width = picture.width, naturalHeight: height = picture.height } = picture; // of an <img>: its file's own pixels
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d").drawImage(picture, 0, 0);
  return canvas.toDataURL("image/png");
}
