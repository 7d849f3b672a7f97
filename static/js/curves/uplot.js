// uPlot, as modules import it. Its file for plain script elements, which the page's head holds, is half the size of its module
// and sets a global; this hands it on.

export default globalThis.uPlot;
