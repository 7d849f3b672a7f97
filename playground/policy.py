"""The Content-Security-Policy of every page: settings.CONTENT_SECURITY_POLICY plus the hash of our one inline import map."""

from csp.middleware import CSPMiddleware, PolicyParts

from playground import importmap


class ContentSecurityPolicy(CSPMiddleware):
    """The hash needs the collected static files, so it is added when answering rather than when settings are read."""

    def get_policy_parts(self, request, response, report_only=False) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        parts.update = {**(parts.update or {}), "script-src": [importmap.csp_source()]}
        return parts
