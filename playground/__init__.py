"""The web site: pages, saved runs, trainers and the live socket. See docs/architecture.md."""
