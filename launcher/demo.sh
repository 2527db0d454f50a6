# shellcheck shell=bash
# The first thing a newcomer sees.

cmd_demo() {
  local keep=""
  while [ $# -gt 0 ]; do
    case "$1" in
      --keep) keep=yes ;;
      -h | --help)
        echo "usage: ./tadashi demo [--keep]    a cluster, the flights of 2013, three tasks; --keep: leave it running"
        return 0
        ;;
      *) usage_error "demo takes no '$1'" ;;
    esac
    shift
  done
  ensure_built
  ensure_venv
  local data="$STATE_DIR/demo.$$"
  remove_leftovers "$STATE_DIR/demo"
  start_cluster --workers 3 --http-port 0 --flight-port 0 --data-dir "$data"
  say "cluster: $HTTP_URL  $FLIGHT_URI"
  TADASHI_HTTP="$HTTP_URL" TADASHI_TESTDATA="$TADASHI_HOME/testdata" \
    "$VENV/bin/python" "$TADASHI_HOME/pyarrow-client/demo.py" || die "the demo failed; logs are in $data"
  [ -n "$keep" ] || return 0
  say "still up: http=$HTTP_URL flight=$FLIGHT_URI (stop with ^C)"
  trap 'exit 0' INT TERM
  while check_children lenient; do
    sleep 0.5 &
    wait $! || true
  done
}
