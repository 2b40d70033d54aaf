/** The step of `make lint` that has Prometheus's own tool read the rules and run their tests. */

/** Where promtool is not installed, Prometheus's own image has it. */
export const CHECK = `. make/lib.sh
. make/containers.sh

if command -v promtool >/dev/null 2>&1; then
  run_promtool() { promtool "$@"; }
elif engine=$(container_engine) && [ "$engine" != buildah ]; then
  run_promtool() {
    "$engine" run --rm --network none --volume "$PWD:/observability:ro" --workdir /observability --entrypoint promtool \\
      docker.io/prom/prometheus:v3.5.0 "$@"
  }
else
  skip "promtool is not installed, and there is no container engine to run it with; make tools brings it where there is apt"
fi

cd observability
run_promtool check rules --lint-fatal alerts.yaml
run_promtool test rules alerts.test.yaml`;
