"""Module models of the service."""


def models():
    return "models of the api"
