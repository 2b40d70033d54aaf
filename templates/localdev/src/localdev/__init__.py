"""Everything that `make` needs to run this repository on one machine, without a container engine."""
