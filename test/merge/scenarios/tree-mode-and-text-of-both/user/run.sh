set -eu
a
b
c
