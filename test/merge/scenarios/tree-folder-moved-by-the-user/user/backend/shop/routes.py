"""Module routes of the service."""


def routes():
    return "routes of the api"
