"""What a page needs to speak: the sentences its scripts say, and its language as browsers spell it. Built-in template tags."""

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from playground.languages import catalogue

register = template.Library()


class AsWritten(DjangoJSONEncoder):
    """汉字 as three bytes of UTF-8, not as six of an escape: a Chinese page carries some five thousand of them."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options | {"ensure_ascii": False})


@register.simple_tag
def page_words() -> SafeString:
    """`{% page_words %}`: the block `static/js/words.js` reads, or nothing where the scripts' own words will do."""
    words = catalogue.page_words(get_language() or "")
    return json_script(words, "words", encoder=AsWritten) if words else SafeString("")


@register.filter
def counted(number):
    """`{{ run.epochs|counted }}`: 4,000; what is no whole number stays as it is."""
    return f"{number:,}" if isinstance(number, int) else number
