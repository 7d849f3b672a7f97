"""How static files are named in production: by content, so that they may be cached for ever."""

from servestatic.storage import CompressedManifestStaticFilesStorage


class HashedAssets(CompressedManifestStaticFilesStorage):
    """Hashed names, also inside our ES modules: relative `import` lines are rewritten to the hashed names."""

    support_js_module_import_aggregation = True
    # Only our own modules: elsewhere the rewriting trips over comments such as `@type {import("../htmx").Api}`.
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )
