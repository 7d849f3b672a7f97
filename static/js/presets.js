// The page of all experiments: their pictures.

import "./islands/presets-picture.js";
