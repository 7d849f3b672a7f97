// Copying text, also where the browser has no clipboard for us: on plain http, as in a classroom, there is none.

/**
 * Copy the text of a field. Resolves to true when it was copied; to false when the browser would not, and then the field stands
 * there selected, so that Ctrl+C does it.
 */
export async function copyFrom(field) {
  try {
    await navigator.clipboard.writeText(field.value); // not there at all on plain http; refuses without a gesture or a right
    return true;
  } catch {
    return copySelected(field);
  }
}

function copySelected(field) {
  const [focused, hidden] = [document.activeElement, field.hidden];
  field.hidden = false;
  field.focus({ preventScroll: true });
  field.setSelectionRange(0, field.value.length); // select() alone does nothing in Safari's read-only fields
  let copied;
  try {
    copied = document.execCommand("copy"); // obsolete, and the only way on plain http
  } catch {
    copied = false;
  }
  if (copied) {
    field.hidden = hidden;
    focused?.focus({ preventScroll: true });
  }
  return copied;
}
