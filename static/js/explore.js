// The gallery of listed runs.

import "./islands/thumb.js";
