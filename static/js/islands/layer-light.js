// A layer's name beside the X-ray and its column in the network light up together, on hover and on focus, either way.

/** `names()`: elements of the layers with parameters, input side first, as they stand now. `on` listens until the figure leaves the page. */
export function lightTogether(on, scene, names) {
  const network = document.querySelector("pg-network"); // none where a run is only replayed
  const columns = () => [...(network ?? document.createElement("i")).querySelectorAll('.neurons[data-stage]:not([data-stage="0"])')].map((box) => box.closest(".column"));
  const light = (layer) => {
    columns().forEach((column, index) => column.classList.toggle("lit", index === layer));
    names().forEach((name, index) => name.classList.toggle("lit", stageOf(index) === layer));
  };
  const stageOf = (row) => (scene.trained[row]?.number ?? 0) - 1;
  const strip = document.querySelector("pg-xray");
  const layerOf = ({ target }) => {
    const name = target.closest?.(".names li");
    if (name) return stageOf(names().indexOf(name));
    const column = target.closest?.(".column");
    return column ? columns().indexOf(column) : -1;
  };
  for (const root of [network, strip].filter(Boolean)) {
    on(root, "pointerover focusin", (event) => light(layerOf(event)));
    on(root, "pointerleave focusout", () => light(-1));
  }
}
