# shellcheck shell=bash
# The first thing a newcomer sees.

demo_usage() {
  cat <<'TEXT'
usage: ./tadashi demo [--keep] [--s3]    a cluster, the flights of 2013, three tasks

  --keep       leave the cluster running
  --s3         read the flights from the bucket of a local S3 server, which ends with the demo
TEXT
}

# start_s3 FOLDER BUCKET: an S3 server that holds the folder, on a free port; S3_URL is set.
start_s3() {
  local ready="$DATA_DIR/s3.ready"
  rm -f "$ready"
  "$VENV/bin/python" "$TADASHI_HOME/launcher/s3_server.py" "$1" --bucket "$2" --ready "$ready" \
    >"$DATA_DIR/s3.log" 2>&1 &
  add_child $! s3
  await_file "$ready" || return 1
  S3_URL="$(cat "$ready")"
}

cmd_demo() {
  local keep="" s3=""
  while [ $# -gt 0 ]; do
    case "$1" in
      --keep) keep=yes ;;
      --s3) s3=yes ;;
      -h | --help)
        demo_usage
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
  # The local S3 server knows no accounts, but every client of one has keys.
  [ -z "$s3" ] || export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
  start_cluster --workers 3 --http-port 0 --flight-port 0 --data-dir "$data"
  say "cluster: $HTTP_URL  $FLIGHT_URI"
  if [ -n "$s3" ]; then
    start_s3 "$TADASHI_HOME/testdata/nycflights13" test-bucket || die "the S3 server did not start: see $data/s3.log"
    say "s3: $S3_URL"
    export TADASHI_STORE=s3://test-bucket TADASHI_ENDPOINT="$S3_URL"
  fi
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
