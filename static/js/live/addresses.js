// Where a run's bytes are found: by its id for its owner, by a token for whoever has a link. Both speak the same way.

/** {bytes, socket} of one of this browser's own runs. */
export function ofRun(id) {
  const name = encodeURIComponent(id);
  return { bytes: `/runs/${name}/`, socket: `/live/runs/${name}/` };
}
