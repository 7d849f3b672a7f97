"""What the processes of a site do once they are born.

They are sent here by name, before Django is set up: nothing that needs it is imported until they are called. What is broken
then speaks for itself.
"""


def serve_pages(host: str, port: int) -> None:
    """The web server."""
    from playground.training.web import main

    main(host, port)


def run_command(*arguments: str) -> None:
    """`manage.py ARGUMENTS`."""
    from django.core.management import ManagementUtility

    ManagementUtility(["manage.py", *arguments]).execute()
