"""Module routes of the service."""


def routes():
    return 1,  "routes of the api"
