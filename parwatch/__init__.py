"""The roof: the service, its command line, and the wiring of every room."""
