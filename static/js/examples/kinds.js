// What the output panel can show of a picture, the first of them unless something else was chosen.

/** "map": answers over the plane, a slice or a line; "examples": answers to test examples one by one; "confusion": all counted. */
export function kindsOf({ classes, columns, shape }) {
  const kinds = shape.length === 1 ? ["map"] : []; // over two pixels, or two moments of time, nothing is to be seen
  if (columns.length > 2 || shape.length > 1) kinds.push("examples");
  if (classes.length) kinds.push("confusion");
  return kinds;
}

/** The kind wanted where this picture has it, else its first. */
export function kindShown(picture, wanted) {
  const kinds = kindsOf(picture);
  return kinds.includes(wanted) ? wanted : kinds[0];
}
