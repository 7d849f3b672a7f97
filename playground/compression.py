"""Pages and JSON travel compressed; static files are compressed once, when they are collected (assets.py)."""

from django.middleware.gzip import GZipMiddleware

WORTH_IT = ("text/html", "application/json")


class CompressedPages(GZipMiddleware):
    """Django's own, for text alone: a run's bytes are floats that hardly shrink.

    Safe with the secrets in a page: Django masks the CSRF token anew in each answer, and hides the length of what is
    compressed behind a random one, so that guesses reflected by a page tell nothing about it (BREACH).
    """

    def process_response(self, request, response):
        if response.headers.get("Content-Type", "").partition(";")[0] not in WORTH_IT:
            return response
        return super().process_response(request, response)
