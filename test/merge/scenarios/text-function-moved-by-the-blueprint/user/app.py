def a():
    first = compute(cache=True)
    return first


def b():
    return "second"


def c():
    return "third"
