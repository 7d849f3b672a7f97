"""Logging: one line an event on standard error, coloured for a person, JSON for a machine."""

import re
import sys

import structlog

TOKEN = re.compile(r"(/s/|/live/shared/|%2Fs%2F)[A-Za-z0-9_-]{22}")


def without_tokens(logger, method: str, event: dict) -> dict:
    """Take the tokens of share links out of whatever is logged: who reads logs is not who was given the link."""
    return {name: TOKEN.sub(r"\1…", value) if isinstance(value, str) else value for name, value in event.items()}


SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_settings(*, debug: bool) -> dict:
    """Django's LOGGING value; also configures structlog, so that both speak through the same handler."""
    structlog.configure(
        processors=[
            *SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    person = debug or sys.stderr.isatty()
    renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()) if person else structlog.processors.JSONRenderer()
    if not person:
        renderer = [structlog.processors.format_exc_info, without_tokens, renderer]
    else:
        renderer = [without_tokens, renderer]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {"django": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
    }
