// Light and dark without a reload; the cookie is the same one the plain form sets. Also: this page has scripts.

document.documentElement.classList.add("scripts");

document.addEventListener("submit", (event) => {
  if (!event.target.matches(".appearance")) return;
  event.preventDefault();
  const theme = event.submitter.value;
  document.documentElement.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
});
