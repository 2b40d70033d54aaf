def b():
    return "second"


def c():
    return "third"


def a():
    first = compute()
    return first
