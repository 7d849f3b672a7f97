// Sentences with places in them. The page may carry a catalogue (a JSON block with id "words") for another language.

const CALLED = new Set(["number", "seed"]); // places of numbers that name a thing and count nothing

let catalogue = null;

/** `say("Epoch {epoch}", {epoch: 4000})` → "Epoch 4,000", in the page's language where the catalogue knows the sentence. */
export function say(sentence, values = {}) {
  catalogue ??= load();
  return (catalogue[sentence] ?? sentence).replace(/\{(\w+)\}/g, (whole, name) => spelled(name, values[name]) ?? whole);
}

/** Whole numbers from a thousand on are read by their commas. */
function spelled(name, value) {
  return Number.isInteger(value) && Math.abs(value) >= 1000 && !CALLED.has(name) ? value.toLocaleString("en").replace("-", "−") : value;
}

const CLOSING = /[。！？：；，]$/u; // a full-width stop brings its own space

/** Sentences one after the other, with a space between them where their language has one; empty ones say nothing. */
export function joined(...sentences) {
  return sentences.filter(Boolean).reduce((told, one) => (told && !CLOSING.test(told) ? `${told} ${one}` : told + one), "");
}

/** A name that came with the data ("petal width"), in the page's language. */
export function named(name) {
  catalogue ??= load();
  return catalogue[name] ?? name;
}

/** Headers of a request whose answer people read: it comes in this page's language, whatever other tabs have chosen. */
export const inPageLanguage = () => ({ "X-Language": document.documentElement.lang });

function load() {
  const block = globalThis.document?.getElementById("words");
  return block ? JSON.parse(block.textContent) : {};
}
