"""Making accounts, getting in and out, and leaving for good. Whoever gets in brings the runs of this browser along."""

from django.contrib.auth import authenticate, get_user_model, login, logout, update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from playground.accounts import throttle
from playground.accounts.models import Account
from playground.accounts.names import key_of, problems_of_name, problems_of_password
from playground.runs import keeping, owners


class Refused(ValueError):
    """What cannot be done, field by field: `problems` is {"name" | "password" | "old": [sentence…]}."""

    def __init__(self, **problems: list[str]):
        self.problems = {field: words for field, words in problems.items() if words}
        super().__init__(" ".join(word for words in self.problems.values() for word in words))


def sign_up(request, name: str, password: str) -> None:
    """Make an account, move this browser's runs into it, and sign in. Raises Refused or throttle.TooMany."""
    User = get_user_model()
    name, user = name.strip(), User(username=key_of(name.strip()))
    refused = Refused(name=problems_of_name(name), password=_weaknesses(password, user))
    if refused.problems:
        raise refused
    throttle.count_sign_up(request.META["REMOTE_ADDR"])
    user.set_password(password)
    with transaction.atomic():
        try:
            with transaction.atomic():
                user.save()
        except IntegrityError:
            raise Refused(name=[_("Name: “{name}” is taken. Choose another.").format(name=name)]) from None
        Account.objects.create(user=user, name=name)
        keeping.adopt(request.anonymous, user.account.owner)
    _enter(request, user)


def sign_in(request, name: str, password: str) -> int:
    """Get in; how many runs of this browser moved into the account. Raises Refused or throttle.TooMany."""
    key, address = key_of(name.strip()), request.META["REMOTE_ADDR"]
    refused = Refused(name=[] if key else [_("Name: it is empty.")], password=problems_of_password(password))
    if refused.problems:
        raise refused
    throttle.count_sign_in(address, key)
    user = authenticate(request, username=key, password=password)
    if user is None or not Account.objects.filter(user=user).exists():
        raise Refused(password=[_("There is no account with this name and this password.")])
    throttle.forget_sign_in(address, key)
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    moved = keeping.adopt(request.anonymous, user.account.owner)
    _enter(request, user)
    return moved


def sign_out(request) -> None:
    """Leave; the browser is nobody's again."""
    logout(request)
    owners.renew(request)


def change_password(request, old: str, new: str) -> None:
    """Give the account another password. This session goes on under a new key, all others are over. Raises Refused."""
    user = _confirmed(request, old)
    if words := _weaknesses(new, user):
        raise Refused(password=words)
    user.set_password(new)
    user.save(update_fields=["password"])
    update_session_auth_hash(request, user)


def delete_account(request, password: str) -> int:
    """Delete the account with all its runs; how many runs. Raises Refused or throttle.TooMany."""
    user = _confirmed(request, password)
    with transaction.atomic():
        gone = keeping.delete_all(user.account.owner)
        user.delete()
    sign_out(request)
    return gone


def name_of(owner: str) -> str:
    """What the account with these runs is called; "" where they are nobody's."""
    return Account.objects.filter(owner=owner).values_list("name", flat=True).first() or ""


def _confirmed(request, password: str):
    """The signed-in user, who knows the password: a computer left alone is not enough."""
    throttle.count_sign_in(request.META["REMOTE_ADDR"], request.user.username)
    if problems_of_password(password) or not request.user.check_password(password):
        raise Refused(old=[_("This is not the password of this account.")])
    throttle.forget_sign_in(request.META["REMOTE_ADDR"], request.user.username)
    return request.user


def _weaknesses(password: str, user) -> list[str]:
    if words := problems_of_password(password):
        return words
    try:
        validate_password(password, user)
    except ValidationError as error:
        return list(error.messages)
    return []


def _enter(request, user) -> None:
    """Begin a session under a new key, and forget the anonymous owner whose runs have just moved."""
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session[owners.OWNER], request.session[owners.NAME] = user.account.owner, user.account.name
    owners.renew(request)
