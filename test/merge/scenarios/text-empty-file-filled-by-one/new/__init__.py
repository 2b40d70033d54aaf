from shop import start
