<<<<<<< yours
def b():
    return "second"


def a():
    first = compute()
    return first


||||||| base
def a():
    first = compute()
    return first


=======
>>>>>>> new
def c():
    return "third"


def a():
    first = compute(2)
    return first
