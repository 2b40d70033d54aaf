set -eu
a
b
d
