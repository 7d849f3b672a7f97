"""Sentences Django says on our pages and its own Chinese catalogue lacks. Django looks them up in ours, word for word."""

from django.utils.translation import ngettext_lazy

BORROWED = (
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
)
