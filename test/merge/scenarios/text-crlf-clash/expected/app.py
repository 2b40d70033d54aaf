"""The shop."""
import os

<<<<<<< yours
PORT = 9000
||||||| base
PORT = 8000
=======
PORT = 8080
>>>>>>> new
HOST = "0.0.0.0"
WORKERS = 2


def start():
    serve(HOST, PORT)


def stop():
    shutdown()


def health():
    return {"status": "ok"}
