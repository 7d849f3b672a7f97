// Cards and menus open beside the button that opens them, inside the window.

const EDGE = 8; // px kept free around

document.addEventListener(
  "toggle",
  (event) => {
    const card = event.target.closest?.("[popover]"); // itself, or what unfolds in it and makes it higher
    if (!card?.matches(":popover-open") || event.newState !== "open") return;
    const button = document.querySelector(`[popovertarget="${CSS.escape(card.id)}"]`);
    if (!button) return;
    card.dataset.placed = "";
    card.style.left = "0"; // as wide as it likes to be, wherever it stood before
    const [from, size] = [button.getBoundingClientRect(), card.getBoundingClientRect()];
    const below = from.bottom + 4;
    const top = below + size.height > innerHeight - EDGE ? Math.max(EDGE, Math.min(from.top - 4 - size.height, innerHeight - size.height - EDGE)) : below;
    card.style.top = `${top}px`;
    card.style.left = `${Math.max(EDGE, Math.min(from.left, innerWidth - size.width - EDGE))}px`;
  },
  true,
);
