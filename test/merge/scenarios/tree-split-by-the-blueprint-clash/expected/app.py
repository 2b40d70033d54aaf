<<<<<<< yours
def a():
    first = compute(cache=True)
    return first
||||||| base
def a():
    first = compute()
    return first
=======
from first import a
>>>>>>> new


def b():
    return "second"


def c():
    return "third"
