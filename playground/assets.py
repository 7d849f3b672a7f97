"""How static files stand in production: our modules without their comments, all named by content, to be cached for ever."""

from fnmatch import fnmatch

import rjsmin
from django.core.files.base import ContentFile
from servestatic.storage import CompressedManifestStaticFilesStorage

OURS = "js/*.js"  # elsewhere they come as their makers pack them


class HashedAssets(CompressedManifestStaticFilesStorage):
    """Hashed names, also inside our ES modules: relative `import` lines are rewritten to the hashed names.

    A quarter of what a first visit would fetch of our modules is what they tell each other's authors. Names stay, so an
    error on somebody's console still says where it came from.
    """

    support_js_module_import_aggregation = True
    # Only our own modules: elsewhere the rewriting trips over comments such as `@type {import("../htmx").Api}`.
    _js_module_import_aggregation_patterns = (
        OURS,
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )

    def _save(self, name, content):
        if fnmatch(name, OURS):
            content.seek(0)  # who names it has read it
            content = ContentFile(rjsmin.jsmin(content.read().decode()).encode())
        return super()._save(name, content)
