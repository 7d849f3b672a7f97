"""Links to a run: who has one sees it. A link's token is told once, in the answer to its making."""

from datetime import datetime, timedelta

from django.http import Http404
from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import Field

from playground.accounts.services import name_of
from playground.api.door import Desk
from playground.api.run_shapes import Strict
from playground.api.runs import mine
from playground.live.audience import audience
from playground.runs import shares
from playground.sharing import cards, links

desk = Desk(tags=[_("Links")])


class Link(Schema):
    id: str = Field(description=_("Tells a run's links apart; it opens nothing."))
    created_at: datetime
    expires_at: datetime | None
    listed: bool = Field(description=_("Whether it stands under Explore, for everybody."))
    name: str = Field(description=_("Your account's name, where it is shown beside the run."))
    watching: int = Field(description=_("How many look on by it just now."))


class SignLinks(Strict):
    named: bool = Field(description=_("Whether your account's name is shown, by all links of the run."))


class NewLink(Link):
    address: str = Field(description=_("The link itself. It is not told again."))


class MakeLink(Strict):
    days: int | None = Field(None, ge=1, le=shares.LONGEST.days, description=_("How long it opens; null: until it is withdrawn."))
    listed: bool = Field(False, description=_("Put the run under Explore, for everybody. It has one such link."))
    named: bool = Field(False, description=_("Show your account's name beside the run."))


@desk.offers("GET", "/runs/{run:run_id}/shares", _("The open links of a run"), gives=list[Link])
def list_shares(request, run_id: str):
    return [_told(one) for one in shares.of(mine(request, run_id))]


@desk.offers("POST", "/runs/{run:run_id}/shares", _("Make a link to a run"), gives=NewLink, status=201)
def make_share(request, run_id: str, asked: MakeLink):
    run, lasts = mine(request, run_id), timedelta(days=asked.days) if asked.days else None
    name = name_of(request.owner) if asked.named else ""
    token = shares.make(run, lasts, name=name, listed=asked.listed)
    made = shares.find(token)
    cards.ask(made)
    return _told(made) | {"address": links.page(request, token)}


@desk.offers("PATCH", "/runs/{run:run_id}/shares", _("Show or hide your name beside a run"), gives=list[Link])
def sign_shares(request, run_id: str, asked: SignLinks):
    run = mine(request, run_id)
    shares.sign(run, name_of(request.owner) if asked.named else "")
    return [_told(one) for one in shares.of(run)]


@desk.offers("DELETE", "/runs/{run:run_id}/shares", _("Withdraw all links of a run, for ever"), gives=None, status=204)
def withdraw_shares(request, run_id: str):
    shares.withdraw(mine(request, run_id))


@desk.offers("DELETE", "/runs/{run:run_id}/shares/{share_id}", _("Withdraw one link, for ever"), gives=None, status=204)
def withdraw_share(request, run_id: str, share_id: str):
    if not shares.withdraw_one(mine(request, run_id), share_id):
        raise Http404


def _told(share) -> dict:
    return {
        "id": shares.id_of(share.token_hash),
        "created_at": share.created_at,
        "expires_at": share.expires_at,
        "listed": bool(share.listed_token),
        "name": share.name,
        "watching": audience.watching(share.run_id, share.token_hash),
    }
