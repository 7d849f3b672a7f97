"""Static files are answered before Django is asked: a page is a hundred of them, and five of Django's layers each cost a thread.

servestatic's own ASGI application, with the files that its middleware would find: those of the manifest, or, while developing,
wherever the finders look.
"""

from servestatic.asgi import ServeStaticASGI
from servestatic.middleware import ServeStaticMiddleware

# What a file may do that is opened by itself, or runs as a worker: less than a page, and said in fewer words, since they are
# sent with each of a hundred files.
SHIELDS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}

VALIDATORS = ("Last-Modified", "ETag")  # what a browser would ask again with


class StaticFiles(ServeStaticMiddleware):
    """ASGI application around another one, which answers whatever is no file. Files are known from the start."""

    def __init__(self, application):
        super().__init__(application)
        self.application = application

    def add_cache_headers(self, headers, path, url) -> None:
        super().add_cache_headers(headers, path, url)
        for name, value in SHIELDS.items():
            headers[name] = value

    def get_static_file(self, path, url, stat_cache=None):
        """Of a file named by its content nobody ever asks whether it has changed: it goes without 70 bytes of validators."""
        file = super().get_static_file(path, url, stat_cache)
        if self.immutable_file_test(path, url):
            file.alternatives = [
                (encoding, found, [header for header in headers if header[0] not in VALIDATORS])
                for encoding, found, headers in file.alternatives
            ]
        return file

    __call__ = ServeStaticASGI.__call__
