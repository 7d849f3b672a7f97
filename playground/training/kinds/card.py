"""Draw the picture of a shared run for chat apps, and keep it with the link."""

from collections.abc import Iterator

from playground.runs import recipes, shares
from playground.runs.models import Share
from playground.training.kinds.base import Kind, TaskRefused


class Card(Kind):
    def clean(self, owner: str, given: dict) -> dict:
        token_hash = str(given.get("share", ""))
        if not shares.open_links().filter(token_hash=token_hash, run__owner=owner).exists():
            raise TaskRefused("There is no such link.")
        return {"share": token_hash}

    def work(self, given: dict, fingerprint: str) -> Iterator[float]:
        from engine.plan import Plan
        from playground.training.cards import run as card

        share = Share.objects.select_related("run").filter(token_hash=given["share"]).first()
        if share is None:
            raise TaskRefused("The link is gone.")
        run = share.run
        data = yield from card.draw(run, Plan(recipes.parse(run.spec)))
        shares.keep_card(share.token_hash, run.epoch, data)
        return b""  # kept with the link, where it is looked for


KIND = Card()
