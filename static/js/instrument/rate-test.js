// From the learning rate's menu to the range test of this very set-up, and from a rate found there back into the field.

const TAB = "rate_range";

/** Open the tab and start its test. What has not been trained yet becomes a run that stands at epoch 0. */
export async function testRates() {
  const { scene } = document.getElementById("instrument");
  if (!scene.run && !(await document.querySelector("pg-transport").begin())) return; // refused: the form says why
  const panel = document.getElementById("closer-panel");
  const here = () => panel.querySelector(`form.tab-start[action$="/runs/${scene.run?.id}/tabs/${TAB}/"]`);
  const begin = () => {
    if (!here()) return;
    panel.removeEventListener("htmx:afterSettle", begin);
    const known = panel.querySelector(".found, .task-open") || here().querySelector("button:disabled");
    if (!known) here().requestSubmit();
  };
  panel.addEventListener("htmx:afterSettle", begin);
  document.getElementById("closer").scrollIntoView({ block: "start" });
  document.getElementById(`tab-${TAB}`).click();
  begin(); // it may stand there already
}

/** The set-up with another rate, from its first weights; the run that was asked stays saved. */
export function takeRate(rate) {
  document.querySelector("pg-transport").reset();
  document.querySelector("pg-recipe").set("optimizer.lr", rate);
  document.getElementById("instrument").scrollIntoView({ block: "start" });
  document.querySelector("#rate input").focus({ preventScroll: true });
}
