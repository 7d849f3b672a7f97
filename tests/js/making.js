// Bytes written by hand from the format's description, so that the decoder is not tested against an encoder of ours.

export const SCHEMA = {
  version: 1,
  digest: "0102030405060708",
  columns: [["epoch", "u32"], ["step", "f64"], ["train_loss", "f32"]],
};
export const FRAME_SCHEMA = {
  version: 1,
  digest: "1112131415161718",
  columns: [["weights", "f32", [3]], ["confusion", "u32", [2, 2]]],
};

function header(view, magic, size, count, seq, digest) {
  [...magic].forEach((letter, i) => view.setUint8(i, letter.charCodeAt(0)));
  view.setUint16(4, 1, true);
  view.setUint32(8, size, true);
  view.setUint32(12, count, true);
  view.setUint32(16, seq, true);
  digest.match(/../g).forEach((byte, i) => view.setUint8(24 + i, parseInt(byte, 16)));
}

/** `rows` records from `first` on: epoch = seq, step = 10 seq, loss = 1 / (seq + 1), every 7th NaN. */
export function chunk(first, rows) {
  const epochs = 32;
  const steps = epochs + Math.ceil((4 * rows) / 8) * 8;
  const losses = steps + 8 * rows;
  const view = new DataView(new ArrayBuffer(losses + Math.ceil((4 * rows) / 8) * 8));
  header(view, "BPR1", rows, 3, first, SCHEMA.digest);
  for (let row = 0; row < rows; row += 1) {
    const seq = first + row;
    view.setUint32(epochs + 4 * row, seq, true);
    view.setFloat64(steps + 8 * row, 10 * seq, true);
    view.setFloat32(losses + 4 * row, loss(seq), true);
  }
  return view.buffer;
}

export function loss(seq) {
  return seq % 7 === 6 ? NaN : 1 / (seq + 1);
}

/** A key frame of record `seq` whose weights are seq, seq + ½ and −seq. */
export function frame(seq) {
  const view = new DataView(new ArrayBuffer(32 + 16 + 16));
  header(view, "BPK1", 32, 2, seq, FRAME_SCHEMA.digest);
  [seq, seq + 0.5, -seq].forEach((value, i) => view.setFloat32(32 + 4 * i, value, true));
  [1, 2, 3, seq].forEach((value, i) => view.setUint32(48 + 4 * i, value, true));
  return view.buffer;
}

export function hello(more = {}) {
  return { schema: SCHEMA, frame_schema: FRAME_SCHEMA, attempt: 1, state: "training", epoch: 0, epochs: 300, seq: 0, ...more };
}

export function joined(...buffers) {
  const all = new Uint8Array(buffers.reduce((sum, one) => sum + one.byteLength, 0));
  let at = 0;
  for (const one of buffers) {
    all.set(new Uint8Array(one), at);
    at += one.byteLength;
  }
  return all.buffer;
}
