// A thumbnail on two small canvases: the map in the colours of every signed thing, the two curves as on the instrument.

import { divergingTable, signed } from "../colour.js";
import { CLASSES, CONFUSION, LINE, NOT_FINITE, SIGNED, UNKNOWN } from "./decode.js";

const INSET = 3; // px free around curves and dots

/** The map, `side` px square. `colours`: {theme, plate, ink, dot, third, hatch}. */
export function drawMap(context, side, picture, colours) {
  context.clearRect(0, 0, side, side);
  if (picture.kind === LINE) return drawLine(context, side, picture, colours);
  if (picture.kind === CONFUSION) return drawConfusion(context, side, picture, colours);
  if (picture.kind !== SIGNED && picture.kind !== CLASSES) return;
  const small = new OffscreenCanvas(picture.side, picture.side);
  const pixels = small.getContext("2d");
  pixels.putImageData(new ImageData(cellPixels(picture, colours), picture.side, picture.side), 0, 0);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  context.drawImage(small, 0, 0, side, side);
}

/** RGBA of each cell; a cell without a number gets the hatch's colour. */
export function cellPixels({ kind, cells }, { theme, third, hatch }) {
  const table = divergingTable(theme);
  const ends = [rgb(table[0]), rgb(table[255]), third];
  const middle = rgb(table[128]);
  const pixels = new Uint8ClampedArray(4 * cells.length);
  cells.forEach((cell, index) => {
    let colour;
    if (kind === CLASSES) {
      const sure = (cell & 31) / 31;
      colour = ends[(cell >> 5) % ends.length].map((value, at) => middle[at] + (value - middle[at]) * sure);
    } else colour = cell === UNKNOWN ? hatch : rgb(table[Math.round(((cell + 127) * 255) / 254)]);
    pixels.set([...colour, 255], 4 * index);
  });
  return pixels;
}

/** Both curves over `width` × `height` px; one that left the finite ends with a cross. */
export function drawCurves(context, width, height, picture, colours) {
  context.clearRect(0, 0, width, height);
  context.strokeStyle = colours.rule;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, height - 0.5);
  context.lineTo(width, height - 0.5);
  context.stroke();
  const x = (place) => INSET + (place / 255) * (width - 2 * INSET);
  const y = (value) => height - INSET - (value / 254) * (height - 2 * INSET);
  for (const [values, colour, dash] of [[picture.train, colours.train, []], [picture.test, colours.test, [4, 3]]]) {
    const path = finiteStart(values);
    context.beginPath();
    for (let at = 0; at < path; at += 1) context.lineTo(x(picture.places[at]), y(values[at]));
    context.strokeStyle = colour;
    context.setLineDash(dash);
    context.lineWidth = 1.5;
    context.lineJoin = "round";
    context.stroke();
    context.setLineDash([]);
    if (path === 1) dotAt(context, x(picture.places[0]), y(values[0]), 1.5, colour);
    if (path < values.length) cross(context, x(picture.places[path]), path ? y(values[path - 1]) : INSET + 4, colours.bad);
  }
}

/** How many points a curve has before its first number that is none. */
export function finiteStart(values) {
  const end = values.indexOf(NOT_FINITE);
  return end < 0 ? values.length : end;
}

function drawLine(context, side, { cells, dots }, colours) {
  context.fillStyle = colours.plate;
  context.fillRect(0, 0, side, side);
  const place = (value) => side / 2 + (value / 127) * (side / 2 - INSET);
  for (let at = 0; at < dots.length; at += 2) dotAt(context, place(dots[at]), place(-dots[at + 1]), 1.5, signed(dots[at + 1] / 127, colours.theme));
  context.beginPath();
  let drawing = false;
  cells.forEach((value, index) => {
    const x = INSET + (index / (cells.length - 1)) * (side - 2 * INSET);
    if (value === UNKNOWN) drawing = false;
    else if (drawing) context.lineTo(x, place(-value));
    else context.moveTo(x, place(-value));
    drawing = value !== UNKNOWN;
  });
  context.strokeStyle = colours.ink;
  context.lineWidth = 1.75;
  context.stroke();
}

function drawConfusion(context, side, { cells, side: classes }, { theme }) {
  const cell = side / classes;
  cells.forEach((share, index) => {
    const [row, column] = [Math.floor(index / classes), index % classes];
    context.fillStyle = signed(((row === column ? 1 : -1) * share) / 255, theme);
    context.fillRect(column * cell + 0.5, row * cell + 0.5, cell - 1, cell - 1);
  });
}

function dotAt(context, x, y, radius, colour) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
}

function cross(context, x, y, colour) {
  context.beginPath();
  for (const way of [-1, 1]) {
    context.moveTo(x - 3, y - 3 * way);
    context.lineTo(x + 3, y + 3 * way);
  }
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.stroke();
}

function rgb(pixel) {
  return [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
}
