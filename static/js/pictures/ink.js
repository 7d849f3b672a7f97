// One grey picture (rows of pixels from the top left) drawn as ink on paper, each pixel a sharp square.

const sheets = new Map(); // "height width" → the small canvas that pictures of this size are made on

/** Draw `levels` (numbers, `most` is full ink) of a picture of `height` × `width` pixels into a square of `side` px at (x, y). */
export function drawInk(context, levels, { height, width, most }, { x, y, side }, ink) {
  const sheet = sheetOf(height, width);
  const pixels = new ImageData(width, height);
  const [red, green, blue] = ink.match(/\d+/g).map(Number);
  levels.forEach((level, at) => pixels.data.set([red, green, blue, Math.round((255 * Math.max(0, Math.min(most, level))) / most)], 4 * at));
  sheet.getContext("2d").putImageData(pixels, 0, 0);
  context.imageSmoothingEnabled = side < 2 * width; // sharp squares where there is room, else grey instead of gaps
  context.drawImage(sheet, x, y, side, side);
}

function sheetOf(height, width) {
  const key = `${height} ${width}`;
  if (!sheets.has(key)) sheets.set(key, Object.assign(document.createElement("canvas"), { height, width }));
  return sheets.get(key);
}
