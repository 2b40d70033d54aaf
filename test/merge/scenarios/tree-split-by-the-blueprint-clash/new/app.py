from first import a


def b():
    return "second"


def c():
    return "third"
