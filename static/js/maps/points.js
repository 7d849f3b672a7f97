// One data point: its class by shape and colour (● ◆ ▲), training filled, test hollow, a halo against the map.

import { divergingTable, signed } from "../colour.js";

const end = (theme, at) => {
  const pixel = divergingTable(theme)[at];
  return `rgb(${pixel & 255} ${(pixel >> 8) & 255} ${(pixel >> 16) & 255})`;
};

/** Draw at (x, y). `point`: {target, hollow, task, most}; `colours`: {halo, third, theme}. */
export function drawPoint(context, x, y, radius, { target, hollow, task, most }, { halo, third, theme }) {
  const colour = task === "regression" ? signed(target / most, theme) : [end(theme, 0), end(theme, 255), third][target % 3];
  const shape = task === "regression" ? circle : [circle, diamond, triangle][target % 3];
  context.beginPath();
  shape(context, x, y, radius + (hollow ? -0.25 : 0));
  context.lineJoin = "round";
  context.strokeStyle = halo;
  context.lineWidth = hollow ? 3.5 : 3;
  context.stroke();
  if (hollow) {
    context.fillStyle = halo;
    context.fill();
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    context.stroke();
  } else {
    context.fillStyle = colour;
    context.fill();
  }
}

function circle(context, x, y, r) {
  context.arc(x, y, r, 0, 2 * Math.PI);
}

function diamond(context, x, y, r) {
  const d = r * 1.25;
  context.moveTo(x, y - d);
  context.lineTo(x + d, y);
  context.lineTo(x, y + d);
  context.lineTo(x - d, y);
  context.closePath();
}

function triangle(context, x, y, r) {
  const d = r * 1.25;
  context.moveTo(x, y - d);
  context.lineTo(x + d, y + 0.8 * d);
  context.lineTo(x - d, y + 0.8 * d);
  context.closePath();
}
