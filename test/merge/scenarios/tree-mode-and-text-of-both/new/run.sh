set -e
a
b
d
