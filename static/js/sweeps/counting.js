// A new sweep's count and cost follow what is being typed: nobody has to ask for them, or starts without having seen them.

import { inPageLanguage } from "../words.js";

const PATIENCE = 350; // ms after the last key

/** Keep the cost below `form` true to its fields. */
export function countWhileTyping(form) {
  const cost = form.querySelector(".sweep-cost");
  let [timer, asked] = [0, ""];
  const ask = async () => {
    const fields = new FormData(form);
    fields.delete("csrfmiddlewaretoken");
    const query = String(new URLSearchParams(fields));
    asked = query;
    const answer = await fetch(`${location.pathname}?${query}`, { headers: inPageLanguage() }).catch(() => null);
    if (!answer || ![200, 400].includes(answer.status) || asked !== query) return; // 400: a field is refused, in words
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const words = fresh.querySelector(".sweep-cost").childElementCount || answer.ok ? fresh.querySelector(".sweep-cost") : fresh.querySelector("#sweep-form .refused .problem");
    cost.replaceChildren(...document.adoptNode(words ?? document.createElement("p")).childNodes);
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PATIENCE);
  });
  if ([...form.elements].some((field) => field.type !== "hidden" && "defaultValue" in field && field.value !== field.defaultValue)) ask(); // typed before the script came, or put back by the browser
}
