"""The platform as people meet it: one demonstration lived through, then used in a real Chromium.

A package, so that what the browser needs ends with its last test: Playwright's event loop must not outlive it.
"""
