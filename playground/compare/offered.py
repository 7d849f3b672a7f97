"""The runs that a comparison offers to take in: the visitor's newest."""

from playground.experiments import run_rows
from playground.runs import listing

MOST = 40


def runs(owner: str, already: set[str]) -> list[dict]:
    """[{"id", "name", "words"}], newest first, without those that are there already."""
    page = listing.page(owner, listing.Wanted(), MOST + len(already))
    rows = [run_rows.row(run) for run in page.runs if run.id not in already][:MOST]
    return [
        {
            "id": row["run"].id,
            "name": row["name"],
            "state": row["state"],
            "words": " · ".join(filter(None, [row["data"], row["network"], f"{row['optimizer']} {row['rate']}".strip()])),
            "loss": row["loss"],
        }
        for row in rows
    ]
