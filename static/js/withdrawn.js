// A shared page whose link was withdrawn: what it showed goes, and a sentence says why.

const WITHDRAWN = 4405; // the socket's close code, playground/live/limits.py

const instrument = document.getElementById("instrument");
const { scene } = instrument;
scene.addEventListener("connection", () => {
  const { status, code } = scene.connection;
  if (status !== "stopped" || code !== WITHDRAWN) return;
  const words = document.getElementById("withdrawn").content.cloneNode(true);
  const heading = words.querySelector("h1");
  document.getElementById("main").replaceChildren(words);
  document.body.className = "page";
  heading.tabIndex = -1;
  heading.focus();
});
