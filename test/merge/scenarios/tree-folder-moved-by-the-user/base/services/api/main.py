"""Module main of the service."""


def main():
    return "main of the api"
