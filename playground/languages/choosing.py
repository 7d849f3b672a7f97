"""In which language a request is answered: as its address says, its page, its cookie, or the browser; and remembering it."""

from django.conf import settings
from django.core.exceptions import BadRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation import gettext as _

PARAMETER = "lang"  # of an address: a link that opens in one language
HEADER = "X-Language"  # of what a page asks for itself: fragments come in the page's language, whatever other tabs chose
YEAR = 365 * 24 * 3600


class LanguageMiddleware(LocaleMiddleware):
    """Django's, and before what it looks at the header and the address. An address with `lang` is remembered by the cookie."""

    def process_request(self, request):
        super().process_request(request)
        for asked in (request.headers.get(HEADER), request.GET.get(PARAMETER)):
            if known := language_of(asked):
                translation.activate(known)
                request.LANGUAGE_CODE = known

    def process_view(self, request, *_view):
        """Refuse, in words, an address that names a language we do not have."""
        asked = request.GET.get(PARAMETER)
        if asked is not None and language_of(asked) is None:
            known = ", ".join(code for code, _name in settings.LANGUAGES)
            raise BadRequest(_("Language: '{value}' is not known. Known: {known}.").format(value=asked[:40], known=known))

    def process_response(self, request, response):
        response = super().process_response(request, response)
        known = language_of(request.GET.get(PARAMETER))
        if known and not getattr(response, "cookieless", False):
            remember(response, known)
        return response


def language_of(text: str | None) -> str | None:
    """The code of one of our languages, however its letters are written ("zh-Hans"); None for anything else."""
    return next((code for code, _name in settings.LANGUAGES if text and code == text.lower()), None)


def remember(response, language: str) -> None:
    """Keep the choice in the visitor's browser for a year."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
