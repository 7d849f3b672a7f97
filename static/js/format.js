// Numbers as people read them: tabular, three digits, no serial-number zeros.

import { named, say } from "./words.js";

const RAISED = { 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹", "-": "⁻" };

/** "10⁻⁵" for −5. */
export function powerOfTen(exponent) {
  return `10${raised(exponent)}`;
}

function raised(exponent) {
  return [...String(exponent)].map((sign) => RAISED[sign]).join("");
}

/** A size in `digits` significant digits: 0.21, 1.5·10⁻⁵, 3.2·10⁷, ∞, or "not a number". */
export function size(value, digits = 2) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const magnitude = Math.abs(value);
  if (magnitude >= 0.001 && magnitude < 10000) return minus(Number(value.toPrecision(digits)).toString());
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  return `${minus(mantissa)}·10${raised(Number(exponent))}`;
}

/** As `size`, with the zeros that say how exactly it is known: 0.20, 1.0, 15. */
export function figure(value, digits = 2) {
  const magnitude = Math.abs(value);
  return magnitude >= 0.001 && magnitude < 10 ** (digits - 1) ? minus(value.toPrecision(digits)) : size(value, digits);
}

/** A readout: three significant digits and always the same length below 1: 0.0840, 0.693, 12.3. */
export function readout(value) {
  if (value === undefined || value === null) return "–";
  if (!Number.isFinite(value)) return size(value);
  const magnitude = Math.abs(value);
  if (magnitude >= 999.5 || (magnitude < 0.001 && magnitude > 0)) return size(value, 3);
  if (magnitude < 1) return minus(value.toFixed(3));
  return minus(value.toPrecision(3));
}

/** A share of 1 as "97 %". */
export function percent(share) {
  return Number.isFinite(share) ? say("{number} %", { number: Math.round(share * 100) }) : "–";
}

/** 2500 → "2,500". */
export function count(number) {
  return Math.round(number).toLocaleString("en");
}

/** Names of inputs as people write them: x1_squared → x₁², sin_x2 → sin x₂. */
export function featureName(name) {
  if (!/^(sin_)?x[12](_x[12])?(_squared)?$/.test(name)) return named(name).replaceAll("_", " ");
  return name.replace("_squared", "²").replace("sin_", "sin ").replaceAll("_", "").replaceAll("1", "₁").replaceAll("2", "₂");
}

/** With the minus sign that people write. */
export function minus(text) {
  return text.replace("-", "−");
}
