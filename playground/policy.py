"""The Content-Security-Policy of every answer: settings.CONTENT_SECURITY_POLICY plus the hash of our one inline import map."""

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.utils.deprecation import MiddlewareMixin

from playground import importmap

# What a file may do that is opened by itself, or runs as a worker: less than a page, and said in fewer words, since they are
# sent with each of a hundred files.
OF_FILES = {"default-src": ["'self'"], "frame-ancestors": ["'none'"]}


class ContentSecurityPolicy(CSPMiddleware):
    """The hash needs the collected static files, so it is added when answering rather than when settings are read."""

    def get_policy_parts(self, request, response, report_only=False) -> PolicyParts:
        if request.path.startswith(settings.STATIC_URL) and not report_only:
            return PolicyParts(config=OF_FILES)
        parts = super().get_policy_parts(request, response, report_only)
        parts.update = {**(parts.update or {}), "script-src": [importmap.csp_source()]}
        return parts


class LeanFiles(MiddlewareMixin):
    """Stands outermost and takes from static files the one header that says nothing about a file: who may open a page."""

    def process_response(self, request, response):
        if request.path.startswith(settings.STATIC_URL):
            del response["Cross-Origin-Opener-Policy"]
        return response
