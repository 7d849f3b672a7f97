// The language switch keeps where one is: the address as the page has made it, and the epoch being looked at.

document.addEventListener("submit", (event) => {
  if (event.target.matches(".languages")) event.target.elements.next.value = here();
});

function here() {
  const url = new URL(location.href);
  const epoch = document.getElementById("instrument")?.scene?.lookingAt ?? null;
  if (epoch === null) url.searchParams.delete("epoch");
  else url.searchParams.set("epoch", epoch);
  return `${url.pathname}${url.search.replaceAll("%2C", ",")}`;
}
