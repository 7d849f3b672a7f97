"""The same runs, sweeps and links for programs: JSON under /api/v1/, told from one declaration to OpenAPI and to people."""
