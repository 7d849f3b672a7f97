// Where places of the window stand on the canvas, seen from above and at an angle.

export const MARGIN = { left: 36, bottom: 22, top: 8, right: 8 };

/** Places of the window on a canvas `extent` px wide and high, and back. */
export function flat(window, extent) {
  const [[left, right], [bottom, top]] = window;
  const wide = extent - MARGIN.left - MARGIN.right;
  const high = extent - MARGIN.top - MARGIN.bottom;
  return {
    frame: [MARGIN.left, MARGIN.top, wide, high],
    put: (x, y) => [MARGIN.left + ((x - left) / (right - left)) * wide, MARGIN.top + ((top - y) / (top - bottom)) * high],
    back: (px, py) => [left + ((px - MARGIN.left) / wide) * (right - left), top - ((py - MARGIN.top) / high) * (top - bottom)],
  };
}

/** Four to eight round numbers between two. */
export function ticks(low, high) {
  const rough = (high - low) / 5;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((one) => one * decade >= rough) * decade;
  const found = [];
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high + 1e-9 * step; at += 1) found.push(Number((at * step).toPrecision(12)) + 0);
  return found;
}

export const TALL = 0.62; // height of the whole scale, as a share of the ground's side

/** How places of the ground (−1…1 each) and of the scale (0…1) fall on a canvas, seen from `turn` and `tilt` degrees. */
export function projection(turn, tilt, extent) {
  const [a, e] = [(turn * Math.PI) / 180, (tilt * Math.PI) / 180];
  const [ca, sa, ce, se] = [Math.cos(a), Math.sin(a), Math.cos(e), Math.sin(e)];
  const unit = extent * 0.33;
  return (x, y, place) => {
    const [across, away] = [x * ca - y * sa, x * sa + y * ca];
    return [extent / 2 + across * unit, extent * 0.5 - (away * se + (place - 0.5) * 2 * TALL * ce) * unit];
  };
}

/** A little beyond the ground's edge is far enough. */
export function clamp(share) {
  return Math.max(-1.25, Math.min(1.25, share));
}
