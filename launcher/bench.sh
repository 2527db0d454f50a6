# shellcheck shell=bash
# Benchmarks: each is a Python program in system-tests/bench that starts what it measures and its peers.

BENCH_HOME="$TADASHI_HOME/system-tests/bench"

bench_names() {
  local file
  for file in "$BENCH_HOME"/bench_*.py; do
    [ -f "$file" ] || continue
    file="${file##*/bench_}"
    printf '%s ' "${file%.py}"
  done
}

cmd_bench() {
  case "${1:-}" in
    -h | --help)
      echo "usage: ./tadashi bench NAME [OPTIONS]    ours and its peers in one run; NAME is one of: $(bench_names)"
      return 0
      ;;
    '') usage_error "bench needs a name: $(bench_names)" ;;
    *[!a-z0-9_-]*) usage_error "bench: '$1' is no name" ;;
  esac
  local name="$1"
  shift
  [ -f "$BENCH_HOME/bench_$name.py" ] || usage_error "there is no benchmark '$name'; there are: $(bench_names)"
  ensure_built
  ensure_venv
  need_jdk javac
  # The commands that start a JVM as a worker's and as a control plane's, one word per line.
  BENCH_WORKER_JAVA="$(printf '%s\n' "$JAVA_HOME/bin/java" "${JVM_FLAGS[@]}" "${WORKER_FLAGS[@]}" -cp "$(class_path worker)")"
  BENCH_SERVER_JAVA="$(printf '%s\n' "$JAVA_HOME/bin/java" "${JVM_FLAGS[@]}" -cp "$(class_path flight-server)")"
  export BENCH_WORKER_JAVA BENCH_SERVER_JAVA
  TADASHI_HOME="$TADASHI_HOME" "$VENV/bin/python" "$BENCH_HOME/bench_$name.py" "$@"
}
