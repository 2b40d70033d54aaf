def a():
    first = compute()
    return first
