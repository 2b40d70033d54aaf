"""The shop."""
import os

PORT = 8000
WORKERS = 2


def start():
    serve(HOST, PORT)


def stop():
    shutdown()


def health():
    return {"status": "ok"}
