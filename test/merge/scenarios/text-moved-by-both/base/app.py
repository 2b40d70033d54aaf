def a():
    first = compute()
    return first


def b():
    return "second"


def c():
    return "third"
