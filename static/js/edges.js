// A box that scrolls sideways fades at the edges behind which there is more.

/** Keep `data-more` ("left", "right", both or none) of a scrolling box true. */
export function fadeEdges(box) {
  const tell = () => {
    const left = box.scrollLeft > 1;
    const right = box.scrollLeft < box.scrollWidth - box.clientWidth - 1;
    const more = [left && "left", right && "right"].filter(Boolean).join(" ");
    if (more !== (box.dataset.more ?? "")) more ? (box.dataset.more = more) : delete box.dataset.more;
  };
  box.addEventListener("scroll", tell, { passive: true });
  const sizes = new ResizeObserver(tell);
  sizes.observe(box);
  for (const child of box.children) sizes.observe(child);
}
