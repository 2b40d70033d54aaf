def b():
    return "second"


def a():
    first = compute()
    return first


def c():
    return "third"
