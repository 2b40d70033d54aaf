"""The shop."""
import os

PORT = 9000
HOST = "0.0.0.0"
WORKERS = 2


def start():
    serve(HOST, PORT)


def stop():
    shutdown()


def health():
    return {"status": "ok"}
