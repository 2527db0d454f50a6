# shellcheck shell=bash
# A control plane and workers as child processes of this one.

CHILDREN=""
CHILD_NAMES=""

cluster_usage() {
  cat <<'TEXT'
usage: ./tadashi cluster [OPTIONS]    a control plane and workers in the foreground, until SIGTERM or ^C

  --workers N         how many workers (3)
  --http-port P       HTTP port (8080; 0: any free one)
  --flight-port P     Flight port (50050; 0: any free one)
  --data-dir DIR      catalog, results, logs (.tadashi/cluster)
  --file-root DIR     folder whose file:// stores may be registered; may be repeated (testdata/ always is)
  --store-root DIR    root of the store main, a folder or s3://... (store in the data directory)
  --memory SIZE       for all processes together (60 % of the machine's)
  --threads N         for all workers together (the machine's cores)
  --policy NAME       placement: locality, round-robin or least-loaded
  --config FILE       settings of the control plane and the workers, weaker than TADASHI_* and these flags

Prints one line `ready http=URL flight=URI` when tasks can be submitted.
TEXT
}

cluster_options() {
  WORKERS=3 DATA_DIR="$STATE_DIR/cluster" CONFIG=()
  MEMORY_MIB=$(($(memory_mib) * 6 / 10)) THREADS="$(cores)"
  HTTP_PORT="$(setting http-port 8080 "$@")" FLIGHT_PORT="$(setting flight-port 50050 "$@")"
  POLICY="$(setting policy locality "$@")" STORE_ROOT="$(setting store-root "" "$@")"
  FILE_ROOTS=("$TADASHI_HOME/testdata")
  while [ $# -gt 0 ]; do
    case "$1" in
      --*=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
      *) ;;
    esac
    case "$1" in
      -h | --help) cluster_usage && exit 0 ;;
      --workers | --http-port | --flight-port | --data-dir | --file-root | --memory | --threads | --policy | --store-root | --config)
        need_value "$1" $# ;;
      *) usage_error "cluster takes no '$1'; ./tadashi cluster --help lists the options" ;;
    esac
    case "$1" in
      --workers) WORKERS="$2" ;;
      --http-port) HTTP_PORT="$2" ;;
      --flight-port) FLIGHT_PORT="$2" ;;
      --data-dir) DATA_DIR="$2" ;;
      --file-root) FILE_ROOTS+=("$2") ;;
      --memory) MEMORY_MIB="$(size_mib "$2")" || exit 2 ;;
      --threads) THREADS="$2" ;;
      --policy) POLICY="$2" ;;
      --store-root) STORE_ROOT="$2" ;;
      --config) CONFIG=(--config "$2") ;;
    esac
    shift 2
  done
  [ -n "$STORE_ROOT" ] || STORE_ROOT="$DATA_DIR/server/store"
  case "$STORE_ROOT" in
    file://*) STORE_FOLDER="${STORE_ROOT#file://}" ;;
    *://*) STORE_FOLDER="" ;;
    *) STORE_FOLDER="$STORE_ROOT" ;;
  esac
  require_number --workers "$WORKERS" 1 64
  require_number --http-port "$HTTP_PORT" 0 65535
  require_number --flight-port "$FLIGHT_PORT" 0 65535
  require_number --threads "$THREADS" 1 4096
}

require_number() {
  case "$2" in
    '' | *[!0-9]* | ??????????*) usage_error "$1 takes a number from $3 to $4, not '$2'" ;;
  esac
  if [ "$2" -lt "$3" ] || [ "$2" -gt "$4" ]; then
    usage_error "$1 takes a number from $3 to $4, not '$2'"
  fi
}

# add_child PID NAME
add_child() {
  CHILDREN="$CHILDREN $1"
  CHILD_NAMES="$CHILD_NAMES $2"
}

# stop_children: asks, then makes sure. The shell itself is asked for its children: a signal may come after
# one is started and before it is noted.
stop_children() {
  trap - EXIT
  trap '' INT TERM
  local pid tries=0
  for pid in $(jobs -p); do
    kill -TERM "$pid" 2>/dev/null || true
  done
  while [ -n "$(jobs -pr)" ] && [ "$tries" -lt "${AOT_PATIENCE:-100}" ]; do
    tries=$((tries + 1))
    sleep 0.1
  done
  for pid in $(jobs -p); do
    kill -KILL "$pid" 2>/dev/null || true
  done
  wait 2>/dev/null || true
  rm -rf "$DATA_DIR/tmp" "$DATA_DIR/cluster.pid"
}

# Two clusters in one folder would write over each other's logs and temporary files.
claim_data_dir() {
  local holder
  mkdir -p "$DATA_DIR/tmp"
  holder="$(cat "$DATA_DIR/cluster.pid" 2>/dev/null || true)"
  ! alive "$holder" || die "a cluster (process $holder) already runs in $DATA_DIR: stop it or give another --data-dir"
  echo $$ >"$DATA_DIR/cluster.pid"
}

# A worker may be killed and the cluster goes on; without its control plane there is no cluster.
report_dead() {
  local name="$1" log="$DATA_DIR/$1.log"
  say "$name has stopped; the end of $log:"
  tail -n 15 "$log" >&2 || true
}

check_children() {
  local pid index=0 names
  # shellcheck disable=SC2206
  names=($CHILD_NAMES)
  for pid in $CHILDREN; do
    if ! kill -0 "$pid" 2>/dev/null; then
      case " ${REPORTED:-} " in
        *" $pid "*) ;;
        *)
          REPORTED="${REPORTED:-} $pid"
          report_dead "${names[$index]}"
          ;;
      esac
      [ "$1" != strict ] && [ "${names[$index]}" != server ] || return 1
    fi
    index=$((index + 1))
  done
}

json_field() {
  sed -n 's/.*"'"$2"'"[ ]*:[ ]*"\([^"]*\)".*/\1/p' "$1"
}

start_server() {
  local args=(--http-port "$HTTP_PORT" --flight-port "$FLIGHT_PORT" --data-dir "$DATA_DIR/server"
    --min-workers "$WORKERS" --policy "$POLICY" --store-root "$STORE_ROOT" ${CONFIG[@]+"${CONFIG[@]}"}) root
  for root in "${FILE_ROOTS[@]}"; do
    args+=(--file-root "$root")
  done
  rm -f "$DATA_DIR/server/server.ready"
  (exec_server "$DATA_DIR/tmp/server" "$SERVER_HEAP" "${args[@]}") >"$DATA_DIR/server.log" 2>&1 &
  add_child $! server
  await_file "$DATA_DIR/server/server.ready" || return 1
  HTTP_URL="$(json_field "$DATA_DIR/server/server.ready" http)"
  FLIGHT_URI="$(json_field "$DATA_DIR/server/server.ready" flight)"
}

# start_worker NUMBER
start_worker() {
  local dir="$DATA_DIR/worker-$1" args root
  args=(--port 0 --server "${FLIGHT_URI#grpc://}" --memory "${WORKER_MIB}MiB" --threads "$WORKER_THREADS"
    --data-dir "$dir" ${CONFIG[@]+"${CONFIG[@]}"})
  for root in "${FILE_ROOTS[@]}" ${STORE_FOLDER:+"$STORE_FOLDER"}; do
    args+=(--file-root "$root")
  done
  (exec_worker "$DATA_DIR/tmp/worker-$1" "$(worker_heap "$WORKER_MIB")" "${WORKER_MIB}MiB" "${args[@]}") \
    >"$DATA_DIR/worker-$1.log" 2>&1 &
  add_child $! "worker-$1"
}

# await_file FILE: until it is there; fails when a child ends before.
await_file() {
  local tries=0
  until [ -s "$1" ]; do
    check_children strict || return 1
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] || return 1
    sleep 0.1
  done
}

http_status() {
  if command -v curl >/dev/null 2>&1; then
    curl -s -o /dev/null -w '%{http_code}' --max-time 2 "$1" || true
  else
    "$PYTHON" -c 'import sys, urllib.request as r
try: print(r.urlopen(sys.argv[1], timeout=2).status)
except Exception as e: print(getattr(e, "code", 0))' "$1"
  fi
}

await_ready() {
  local tries=0
  until [ "$(http_status "$HTTP_URL/readyz")" = 200 ]; do
    check_children strict || return 1
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] || return 1
    sleep 0.1
  done
}

# start_cluster OPTIONS...: returns when tasks can be submitted; HTTP_URL and FLIGHT_URI are set.
start_cluster() {
  ensure_built
  start_processes "$@"
}

start_processes() {
  cluster_options "$@"
  need_jdk java
  command -v curl >/dev/null 2>&1 || need_python
  claim_data_dir
  SERVER_HEAP=$((MEMORY_MIB / 8))
  [ "$SERVER_HEAP" -le 1024 ] || SERVER_HEAP=1024
  [ "$SERVER_HEAP" -ge 256 ] || SERVER_HEAP=256
  WORKER_MIB=$(((MEMORY_MIB - SERVER_HEAP) / WORKERS))
  WORKER_THREADS=$((THREADS / WORKERS))
  [ "$WORKER_THREADS" -ge 1 ] || WORKER_THREADS=1
  [ "$WORKER_MIB" -ge 384 ] || WORKER_MIB=384
  trap stop_children EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  start_server || die "the control plane did not start: see $DATA_DIR/server.log"
  local n=1
  while [ "$n" -le "$WORKERS" ]; do
    start_worker "$n"
    n=$((n + 1))
  done
  await_ready || die "the cluster did not become ready: see $DATA_DIR/*.log"
}

cmd_cluster() {
  start_cluster "$@"
  printf 'ready http=%s flight=%s\n' "$HTTP_URL" "$FLIGHT_URI"
  trap 'exit 0' INT TERM
  while check_children lenient; do
    sleep 0.5 &
    wait $! || true
  done
  die "the control plane has stopped"
}
