"""The HTTP API: what the pages do, for programs, with a token; described by OpenAPI and refused in the same words."""
