// The page's forward passes, off the main thread.

import { paintingOf } from "./paintings.js";

self.onmessage = ({ data }) => {
  const painting = paintingOf(data);
  self.postMessage(painting, painting.transfer);
};
