<<<<<<< yours
def helper():
    return 0


def a():
    return 1


def b():
    return 2
||||||| base
def a():
    return 1


def b():
    return 2
=======
def a():
    return 1


def b():
    return 2


def helper():
    return 9
>>>>>>> new
