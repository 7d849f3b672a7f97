// Where the settings stand when there is no room for a column: from 640 to 1199 px a drawer behind a rail, below 640 px a sheet
// at the bottom with one page each for Data, Network, Training and Penalties. Esc and Back close both.

const PHONE = matchMedia("(max-width: 639px)");
const RAIL = matchMedia("(min-width: 640px) and (max-width: 1199px)");
// Controls of the transport that a phone shows in a sheet: [id, page]. They go back where they stood when there is room again.
const MOVED = [["settings", "training"], ["speed", "training"], ["new-seed", "network"], ["all-activation-field", "network"]];

/** Make the settings of `instrument` open and close. */
export function layOutSettings(instrument) {
  const panel = instrument.querySelector("#data-panel");
  const [rail, more] = [instrument.querySelector("#data-rail"), instrument.querySelector("#more-settings")];
  const recipe = instrument.querySelector("pg-recipe");
  const homes = new Map(MOVED.map(([id]) => [id, marked(document.getElementById(id))]));

  let ours = null; // the group that a sheet opens with itself; told of a moment later, when the sheet may be shut again

  const isOpen = () => panel.hasAttribute("data-sheet") || panel.hasAttribute("data-open");

  function openSheet(name) {
    if (!panel.hasAttribute("data-sheet")) {
      history.pushState({ sheet: true }, "", location.href); // so that Back closes the sheet and not the page
      scrollTo({ top: 0 }); // the map stays in sight
    }
    panel.dataset.sheet = name;
    for (const tab of panel.querySelectorAll(".sheet-tabs button")) tab.setAttribute("aria-pressed", String(tab.dataset.sheet === name));
    for (const group of panel.querySelectorAll("details.group")) {
      const wanted = group.dataset.group === name;
      if (wanted && !group.open) ours = group;
      group.open = wanted;
    }
    more.setAttribute("aria-expanded", "true");
    panel.scrollTo(0, 0);
  }

  function shut({ back = true } = {}) {
    const wasSheet = panel.hasAttribute("data-sheet");
    panel.removeAttribute("data-sheet");
    panel.removeAttribute("data-open");
    for (const opener of [rail, more]) opener.setAttribute("aria-expanded", "false");
    if (wasSheet && back && history.state?.sheet) history.back();
    if (panel.contains(document.activeElement)) (wasSheet ? more : rail).focus();
  }

  function arrange() {
    for (const [id, page] of MOVED) {
      const control = document.getElementById(id);
      const [place, home] = [panel.querySelector(`[data-moved="${page}"]`), homes.get(id)];
      if (!control || !home) continue;
      if (!PHONE.matches) home.after(control);
      else if (control.parentElement !== place) place.append(control);
    }
    if (!PHONE.matches) panel.removeAttribute("data-sheet");
    if (!RAIL.matches) panel.removeAttribute("data-open");
  }

  more.addEventListener("click", () => (panel.hasAttribute("data-sheet") ? shut() : openSheet("data")));
  rail.addEventListener("click", () => {
    panel.toggleAttribute("data-open");
    rail.setAttribute("aria-expanded", String(panel.hasAttribute("data-open")));
  });
  panel.addEventListener("click", ({ target }) => {
    const tab = target.closest("button[data-sheet]");
    if (tab) tab.dataset.sheet ? openSheet(tab.dataset.sheet) : shut();
  });
  // A refusal opens its group, wherever that is hidden.
  panel.addEventListener("toggle", ({ target }) => {
    const itself = target === ours;
    if (itself) ours = null;
    if (!target.open || itself || !target.matches("details.group")) return;
    if (!PHONE.matches) panel.scrollTop = 0; // an open group lies over the whole column
    if (PHONE.matches && panel.dataset.sheet !== target.dataset.group) openSheet(target.dataset.group);
    if (RAIL.matches && !panel.hasAttribute("data-open")) rail.click();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !isOpen() || document.querySelector("[popover]:popover-open, dialog[open]")) return;
    shut();
  });
  addEventListener("popstate", () => {
    if (panel.hasAttribute("data-sheet")) shut({ back: false });
    recipe.refreshAddress(); // the entry gone back to may name the set-up of before
  });
  for (const media of [PHONE, RAIL]) media.addEventListener("change", arrange);
  document.body.addEventListener("htmx:afterSettle", arrange); // fragments land where they stood, or not at all
  arrange();
  const refused = panel.querySelector("details.group[open]");
  if (refused && PHONE.matches) openSheet(refused.dataset.group);
  else if (refused && RAIL.matches) rail.click();
}

/** A mark left where `element` stands, to find the way back. */
function marked(element) {
  const mark = element && document.createComment(element.id);
  element?.before(mark);
  return mark;
}
