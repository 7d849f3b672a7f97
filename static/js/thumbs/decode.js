// The bytes of a run's thumbnail, taken apart. Layout: playground/runs/thumbnails.py.

export const NONE = 0;
export const SIGNED = 1;
export const CLASSES = 2;
export const LINE = 3;
export const CONFUSION = 4;
export const NOT_FINITE = 255;
export const UNKNOWN = -128;
const HEADER = 16;

/** {epoch, width, kind, side, cells, dots, places, train, test}; an Error for bytes that are not exactly one thumbnail. */
export function decode(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER || String.fromCharCode(...bytes.subarray(0, 4)) !== "BPT1") throw new Error("these bytes are no thumbnail");
  const [kind, side, points, dots] = bytes.subarray(4, 8);
  const lengths = [cellsOf(kind, side), 2 * dots, points, points, points];
  const whole = HEADER + lengths.reduce((sum, one) => sum + one, 0);
  if (whole !== bytes.length) throw new Error(`this thumbnail should have ${whole} bytes, not ${bytes.length}`);
  let at = HEADER;
  const [cells, dotBytes, places, train, test] = lengths.map((length) => bytes.subarray(at, (at += length)));
  const signedCells = kind === SIGNED || kind === LINE;
  return {
    kind, side, places, train, test,
    epoch: view.getUint32(8, true),
    width: view.getUint32(12, true),
    cells: signedCells ? asSigned(cells) : cells,
    dots: asSigned(dotBytes),
  };
}

/** Bytes of base64 text. */
export function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

function cellsOf(kind, side) {
  return kind === NONE ? 0 : kind === LINE ? side : side * side;
}

function asSigned(bytes) {
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
