// The curve of a link and how near a point is to it.

const SEGMENTS = 24;

/** Control points of the link from (x0, y0) to (x1, y1): it leaves and enters level. */
export function curveOf(from, to) {
  const [x0, x1] = [from.right, to.left];
  const bend = (x1 - x0) / 2;
  return [x0, from.y, x0 + bend, from.y, x1 - bend, to.y, x1, to.y];
}

/** Lay the curve into a canvas path. */
export function trace(context, [x0, y0, ...rest]) {
  context.beginPath();
  context.moveTo(x0, y0);
  context.bezierCurveTo(...rest);
}

/** Point of the curve at t in 0…1. */
export function pointAt([x0, y0, x1, y1, x2, y2, x3, y3], t) {
  const s = 1 - t;
  const mix = (a, b, c, d) => s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
  return [mix(x0, x1, x2, x3), mix(y0, y1, y2, y3)];
}

/** Distance in px of a point from the curve; Infinity if it is further than `within`. */
export function distance(curve, x, y, within) {
  const [x0, y0, , , , , x1, y1] = curve;
  if (x < x0 - within || x > x1 + within || y < Math.min(y0, y1) - within || y > Math.max(y0, y1) + within) return Infinity;
  let least = Infinity;
  let [ax, ay] = [x0, y0];
  for (let segment = 1; segment <= SEGMENTS; segment += 1) {
    const [bx, by] = pointAt(curve, segment / SEGMENTS);
    const [dx, dy] = [bx - ax, by - ay];
    const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
    least = Math.min(least, Math.hypot(x - ax - along * dx, y - ay - along * dy));
    [ax, ay] = [bx, by];
  }
  return least <= within ? least : Infinity;
}
