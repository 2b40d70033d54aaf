def b():
    return "second"


def c():
    return "third"


def a():
    first = compute(cache=True)
    return first
