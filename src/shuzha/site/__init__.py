"""The second door: pages, HTTP API, command line and the services that run the house."""
