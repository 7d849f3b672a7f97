// A run's numbers as a file: every recorded column with full precision.

/** All records as CSV, epoch first. Numbers are written so that reading them back gives the very same ones. */
export function csvOf(schema, column) {
  const names = ["epoch", ...schema.columns.map(([name]) => name).filter((name) => name !== "epoch")];
  const columns = names.map((name) => column(name));
  const lines = Array.from(columns[0], (_, at) => columns.map((values) => String(values[at])).join(","));
  return [names.join(","), ...lines, ""].join("\n");
}

/** Offer bytes as a file. */
export function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
