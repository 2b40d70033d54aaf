"""The shop."""
import os

PORT = 8000
HOST = "0.0.0.0"
WORKERS = 2


def start():
    serve(HOST, PORT)


<<<<<<< yours
def stop():
    shutdown(wait=True)


||||||| base
def stop():
    shutdown()


=======
>>>>>>> new
def health():
    return {"status": "ok"}
