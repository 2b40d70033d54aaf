def a():
    return 1


def b():
    return 2


def helper():
    return 9
