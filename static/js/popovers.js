// Cards and menus open beside the button that opens them, inside the window.

const EDGE = 8; // px kept free around

document.addEventListener(
  "toggle",
  (event) => {
    const card = event.target;
    if (!card.matches?.("[popover]") || event.newState !== "open") return;
    const button = document.querySelector(`[popovertarget="${CSS.escape(card.id)}"]`);
    if (!button) return;
    card.dataset.placed = "";
    const [from, size] = [button.getBoundingClientRect(), card.getBoundingClientRect()];
    const below = from.bottom + 4;
    const top = below + size.height > innerHeight - EDGE ? Math.max(EDGE, Math.min(from.top - 4 - size.height, innerHeight - size.height - EDGE)) : below;
    card.style.top = `${top}px`;
    card.style.left = `${Math.max(EDGE, Math.min(from.left, innerWidth - size.width - EDGE))}px`;
  },
  true,
);
