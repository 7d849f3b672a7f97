// The bytes of records and key frames, as engine/records.py writes them: a 32-byte header, then whole columns,
// little-endian, each at a multiple of 8. What comes out are typed arrays over the received bytes: nothing is copied.

const HEADER = 32;
const VERSION = 1;
const ARRAYS = { f32: Float32Array, u32: Uint32Array, f64: Float64Array };

export class FormatError extends Error {
  name = "FormatError";
}

/** "chunk" or "frame", told by the first four bytes. Throws FormatError for anything else. */
export function kindOf(buffer) {
  const magic = buffer.byteLength >= HEADER ? String.fromCharCode(...new Uint8Array(buffer, 0, 4)) : "";
  if (magic === "BPR1") return "chunk";
  if (magic === "BPK1") return "frame";
  throw new FormatError("these bytes are neither records nor a key frame");
}

/** One chunk: `{firstSeq, rows, columns: {name: typed array of rows}, end}`; `end` is where its bytes end. */
export function decodeChunk(schema, buffer, offset = 0) {
  const header = readHeader(schema, buffer, offset, "BPR1");
  const { arrays, end } = readArrays(schema, buffer, offset, () => header.size);
  return { firstSeq: header.seq, rows: header.size, columns: arrays, end };
}

/** Chunks one after the other, as the records address answers. */
export function decodeChunks(schema, buffer) {
  return decodeAll(buffer, (offset) => decodeChunk(schema, buffer, offset));
}

/** Key frames one after the other: `[{seq, sections: {name: typed array}, end}]`; a section's shape is in the schema. */
export function decodeFrames(frameSchema, buffer) {
  return decodeAll(buffer, (offset) => decodeFrame(frameSchema, buffer, offset));
}

/** One key frame: `{seq, sections, end}`. */
export function decodeFrame(schema, buffer, offset = 0) {
  const header = readHeader(schema, buffer, offset, "BPK1");
  const { arrays, end } = readArrays(schema, buffer, offset, ([, , shape = []]) => shape.reduce((a, b) => a * b, 1));
  if (end - offset - HEADER !== header.size) throw new FormatError("a key frame's length is not that of its schema");
  return { seq: header.seq, sections: arrays, end };
}

function decodeAll(buffer, decodeAt) {
  const parts = [];
  for (let offset = 0; offset < buffer.byteLength; offset = parts.at(-1).end) parts.push(decodeAt(offset));
  return parts;
}

function readHeader(schema, buffer, offset, magic) {
  if (buffer.byteLength - offset < HEADER) throw new FormatError("the bytes end inside a header");
  const view = new DataView(buffer, offset, HEADER);
  const found = String.fromCharCode(...new Uint8Array(buffer, offset, 4));
  if (found !== magic) throw new FormatError(`expected ${magic}`);
  if (view.getUint16(4, true) !== VERSION) throw new FormatError("another version of the format: reload the page");
  if (view.getUint32(12, true) !== schema.columns.length || hex(buffer, offset + 24, 8) !== schema.digest) {
    throw new FormatError("these bytes belong to another schema");
  }
  const seq = view.getUint32(16, true) + view.getUint32(20, true) * 2 ** 32;
  return { size: view.getUint32(8, true), seq };
}

function readArrays(schema, buffer, offset, lengthOf) {
  const arrays = {};
  let at = offset + HEADER;
  for (const column of schema.columns) {
    const [name, kind] = column;
    const Kind = ARRAYS[kind];
    const length = lengthOf(column);
    const bytes = length * Kind.BYTES_PER_ELEMENT;
    const next = at + Math.ceil(bytes / 8) * 8;
    if (next > buffer.byteLength) throw new FormatError(`the bytes end inside ${name}`);
    arrays[name] = new Kind(buffer, at, length);
    at = next;
  }
  return { arrays, end: at };
}

function hex(buffer, offset, length) {
  return Array.from(new Uint8Array(buffer, offset, length), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
