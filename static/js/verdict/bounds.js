// Which values a field of the form may take, by the bounds it carries. What no field takes is not offered.

/** A number against {minimum, maximum, exclusiveMinimum, exclusiveMaximum}; bounds that are undefined do not bind. */
export function within(value, { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = false, exclusiveMaximum = false }) {
  return Number.isFinite(value) && (exclusiveMinimum ? value > minimum : value >= minimum) && (exclusiveMaximum ? value < maximum : value <= maximum);
}

/** `allows(key, value)` and `usual(key)` of verdict/reading.js, answered by the fields of a form (read-only ones too). */
export function formOf(form) {
  const named = (name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)].filter((one) => one.type !== "hidden");
  return {
    allows(key, value) {
      const [field] = named(key);
      if (key === "do") return actAllowed(form, value);
      if (!field) return false;
      if (field.tagName === "SELECT") return [...field.options].some((option) => option.value === value);
      if (field.type === "radio") return named(key).some((one) => one.value === value);
      return field.dataset.kind === undefined || within(Number(value), boundsOf(field));
    },
    usual: (key) => named(key)[0]?.closest("[data-default]")?.dataset.default,
  };
}

/** A button of the picture may be pressed unless the field it counts up stands at its bound. */
function actAllowed(form, act) {
  const button = form.querySelector(`button[name=do][value="${CSS.escape(act)}"]`);
  const units = act.startsWith("units.more.") ? button?.parentElement.querySelector("input") : null;
  return Boolean(button) && (!units || within(Number(units.value) + 1, boundsOf(units)));
}

function boundsOf({ dataset }) {
  const number = (text) => (text === undefined ? undefined : Number(text));
  return {
    minimum: number(dataset.minimum),
    maximum: number(dataset.maximum),
    exclusiveMinimum: "exclusiveMinimum" in dataset,
    exclusiveMaximum: "exclusiveMaximum" in dataset,
  };
}
