"""`manage.py words`: gather every sentence people read into the catalogues, and say what still lacks a translation."""

from django.conf import settings
from django.core.management.base import BaseCommand

from playground.languages import catalogue, gathering, merging


class Command(BaseCommand):
    help = "Gather what people read from Python, templates, scripts and declarations into locale/*/LC_MESSAGES/django.po."

    def handle(self, *args, **options):
        messages = gathering.gather(settings.BASE_DIR)
        for language in merging.translated_languages():
            path = catalogue.source(language)
            made = merging.merged(language, messages, path)
            path.parent.mkdir(parents=True, exist_ok=True)
            made.save(str(path))
            catalogue.compile_catalogue(path)
            missing = merging.untranslated(made)
            self.stdout.write(f"{language}: {len(made)} sentences, {len(missing)} without a translation")
            for text in missing:
                self.stdout.write(f"    {text!r}")
