// Lines of thousands of records drawn so that a frame has time for forty of them: no more points than the picture has columns.

/** How places and values become pixels: {x: (place) → px, y: (value) → px} of a uPlot chart, in device pixels. */
export function projection(u) {
  const { left, top, width, height } = u.bbox;
  const part = ({ min, max, distr }) => {
    const log = distr === 3;
    const [from, to] = log ? [Math.log10(min), Math.log10(max)] : [min, max];
    return { log, from, per: 1 / (to - from) };
  };
  const [across, up] = [part(u.scales.x), part(u.scales.y)];
  const place = ({ log, from, per }, value) => ((log ? Math.log10(value) : value) - from) * per;
  return { x: (at) => left + place(across, at) * width, y: (value) => top + (1 - place(up, value)) * height, logX: across.log, logY: up.log };
}

const FAR = 1e5; // px; a canvas drops whole lines with ends much farther away

/**
 * Add a line to the canvas' path, `from` … `to` of its records. Records that share `step` px are told by their first, least, greatest and last, so
 * that no peak is lost; where those agree within half a pixel by one point. `hasty`: by least and greatest alone. What is not finite (or, on a log axis, not above 0) is a gap.
 */
export function trace(context, { x, y }, { x: across, y: up, logX, logY }, from, to, step, hasty = false) {
  let [bin, open, first, least, most, last, lastX] = [NaN, false, 0, 0, 0, 0, 0];
  const flush = () => {
    if (Number.isNaN(bin)) return;
    if (!open) context.moveTo(lastX, first);
    open = true;
    if (most - least < 0.5) context.lineTo(lastX, last);
    else if (hasty) for (const one of first - least < most - first ? [least, most] : [most, least]) context.lineTo(lastX, one);
    else for (const one of [first, least, most, last]) context.lineTo(lastX, one);
    bin = NaN;
  };
  for (let at = from; at <= to; at += 1) {
    const value = y[at];
    if (!(value - value === 0) || (logY && !(value > 0)) || (logX && !(x[at] > 0))) {
      flush();
      open = false;
      continue;
    }
    const px = across(x[at]);
    const py = Math.max(-FAR, Math.min(FAR, up(value)));
    const here = Math.floor(px / step);
    if (here === bin) {
      if (py < least) least = py;
      if (py > most) most = py;
    } else {
      flush();
      [bin, first, least, most] = [here, py, py, py];
    }
    last = py;
    lastX = px;
  }
  flush();
}

/** Area between two lines over the same places; gaps where either has none. */
export function area(context, grid, low, high, { x, y, logX, logY }) {
  const good = (at) => Number.isFinite(low[at]) && Number.isFinite(high[at]) && (!logY || high[at] > 0) && (!logX || grid[at] > 0);
  const floor = logY ? Number.MIN_VALUE : -Infinity;
  const clamp = (px) => Math.max(-FAR, Math.min(FAR, px));
  for (let at = 0; at < grid.length; at += 1) {
    if (!good(at)) continue;
    let end = at;
    while (end + 1 < grid.length && good(end + 1)) end += 1;
    context.moveTo(x(grid[at]), clamp(y(high[at])));
    for (let there = at + 1; there <= end; there += 1) context.lineTo(x(grid[there]), clamp(y(high[there])));
    for (let back = end; back >= at; back -= 1) context.lineTo(x(grid[back]), clamp(y(Math.max(floor, low[back]))));
    context.closePath();
    at = end;
  }
}
