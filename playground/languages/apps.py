"""The app, and the check that says in words why a page would be in the wrong language."""

from django.apps import AppConfig
from django.core.checks import Warning as Notice
from django.core.checks import register


class LanguagesConfig(AppConfig):
    name = "playground.languages"
    label = "languages"

    def ready(self):
        register(words_are_compiled)


def words_are_compiled(app_configs, **kwargs) -> list[Notice]:
    from playground.languages import catalogue

    stale = [po.parent.parent.name for po in catalogue.sources() if not catalogue.is_compiled(po)]
    hint = "Run `python manage.py compilewords`; `make setup` does so too."
    return [Notice(f"The words of {name} are not compiled as they stand.", hint=hint, id="languages.W001") for name in stale]
