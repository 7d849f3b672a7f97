// The surface in three dimensions: the grid seen at an angle, painted from the back to the front, lit from the upper left.

import { fit } from "../islands/island.js";
import { theme, token } from "../theme.js";
import { pale } from "./ground.js";
import { clamp, projection } from "./places.js";

const EVERY = 2; // of the grid's places one in two: 3,600 tiles
/** Places of the surface on the canvas: `put(x, y, loss)`; what lies outside the window keeps its place, at the scale's ends. */
export function seen(race, scale, { turn, tilt }, extent) {
  const [[left, right], [bottom, top]] = race.told.window;
  const project = projection(turn, tilt, extent);
  const ground = (x, y) => [clamp((2 * (x - left)) / (right - left) - 1), clamp((2 * (y - bottom)) / (top - bottom) - 1)];
  return (x, y, loss) => project(...ground(x, y), scale && Number.isFinite(loss ?? NaN) ? scale.place(loss) : scale ? scale.place(heightAt(race, x, y)) : 0);
}

function heightAt(race, x, y) {
  const [[left, right], [bottom, top]] = race.told.window;
  const last = race.side - 1;
  const column = Math.round(Math.max(0, Math.min(1, (x - left) / (right - left))) * last);
  const row = Math.round(Math.max(0, Math.min(1, (top - y) / (top - bottom))) * last);
  return race.heights[row * race.side + column];
}

/** Paint the ground as it is seen; asked again only where race, angle, size or theme changed. */
export function drawRelief(canvas, race, scale, angle, extent) {
  const context = fit(canvas, extent, extent);
  context.clearRect(0, 0, extent, extent);
  if (!scale) return;
  const project = projection(angle.turn, angle.tilt, extent);
  drawTiles(context, race, scale, angle, project);
  outline(context, project);
}

/** The surface alone. */
export function drawTiles(context, { heights, side }, scale, angle, project) {
  const last = side - 1;
  const spot = (row, column) => {
    const place = scale.place(heights[row * side + column]);
    return [project((2 * column) / last - 1, 1 - (2 * row) / last, Number.isFinite(place) ? place : 0), place];
  };
  const turn = (angle.turn * Math.PI) / 180;
  const rows = steps(last, Math.cos(turn) >= 0); // far ones first: the top row lies farthest while it is not turned about
  const columns = steps(last, Math.sin(turn) < 0);
  const now = theme();
  for (const row of rows) {
    for (const column of columns) {
      const corners = [spot(row, column), spot(row, column + EVERY), spot(row + EVERY, column + EVERY), spot(row + EVERY, column)];
      const places = corners.map(([, place]) => place);
      if (!places.every(Number.isFinite)) continue;
      const light = 1 + 0.8 * Math.max(-0.3, Math.min(0.15, places[2] - places[0] + 0.5 * (places[3] - places[1])));
      const [r, g, b] = pale((places[0] + places[1] + places[2] + places[3]) / 4, now).map((part) => Math.min(255, part * light));
      const fill = `rgb(${r} ${g} ${b})`;
      context.beginPath();
      for (const [[x, y]] of corners) context.lineTo(x, y);
      context.closePath();
      Object.assign(context, { fillStyle: fill, strokeStyle: fill, lineWidth: 0.7 });
      context.fill();
      context.stroke();
    }
  }
}

function steps(last, forwards) {
  const found = [];
  for (let at = 0; at + EVERY <= last; at += EVERY) found.push(at);
  return forwards ? found : found.reverse();
}

/** The ground's edge below the surface, so that the eye finds the axes. */
export function outline(context, project) {
  context.beginPath();
  for (const [x, y] of [[-1, -1], [1, -1], [1, 1], [-1, 1]]) context.lineTo(...project(x, y, 0));
  context.closePath();
  Object.assign(context, { strokeStyle: token("--edge"), lineWidth: 1 });
  context.setLineDash([3, 3]);
  context.stroke();
  context.setLineDash([]);
  Object.assign(context, { fillStyle: token("--text-2"), font: `13px ${getComputedStyle(document.body).fontFamily}`, textAlign: "center", textBaseline: "middle" });
  context.fillText("x", ...project(1.1, -1.06, 0));
  context.fillText("y", ...project(-1.06, 1.1, 0));
}
