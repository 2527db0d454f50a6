# shellcheck shell=bash
# The two kinds of JVM: their class paths and flags, all in this place.

JVM_FLAGS=(--add-opens=java.base/java.nio=ALL-UNNAMED --enable-native-access=ALL-UNNAMED
  --sun-misc-unsafe-memory-access=allow -XX:+ExitOnOutOfMemoryError -XX:-UsePerfData -Djava.awt.headless=true
  "-Dlogback.configurationFile=$TADASHI_HOME/config/logback.xml"
  "-Djava.util.logging.config.file=$TADASHI_HOME/config/logging.properties")
SERVER_FLAGS=(-XX:+UseSerialGC)
WORKER_FLAGS=(-XX:+UseParallelGC)

# class_path MODULE: its jar, then its libraries in a fixed order.
class_path() {
  local dir="$TADASHI_HOME/$1/target" jar path
  path="$dir/tadashi-$1-0.1.0-SNAPSHOT.jar"
  for jar in "$dir"/lib/*.jar; do
    path="$path:$jar"
  done
  printf '%s' "$path"
}

# option_value NAME DEFAULT ARGS...: the value given as `NAME V` or `NAME=V`.
option_value() {
  local name="$1" value="$2"
  shift 2
  while [ $# -gt 0 ]; do
    case "$1" in
      "$name") value="${2:-}" ;;
      "$name="*) value="${1#*=}" ;;
    esac
    shift
  done
  printf '%s' "$value"
}

# Native libraries are unpacked to the temporary folder by each JVM and stay when it is killed, so each
# process has a folder of its own, emptied at start.
fresh_tmp() {
  rm -rf "$1"
  mkdir -p "$1"
  printf '%s' "$1"
}

# exec_server TMP HEAP_MIB ARGS...
exec_server() {
  local tmp heap
  tmp="$(fresh_tmp "$1")"
  heap="$2"
  shift 2
  exec "$JAVA_HOME/bin/java" "${JVM_FLAGS[@]}" "${SERVER_FLAGS[@]}" "-Xmx${heap}m" "-Djava.io.tmpdir=$tmp" \
    -cp "$(class_path flight-server)" dev.tadashi.server.Main "$@"
}

# exec_worker TMP HEAP_MIB ARGS...
exec_worker() {
  local tmp heap
  tmp="$(fresh_tmp "$1")"
  heap="$2"
  shift 2
  exec "$JAVA_HOME/bin/java" "${JVM_FLAGS[@]}" "${WORKER_FLAGS[@]}" "-Xmx${heap}m" "-Djava.io.tmpdir=$tmp" \
    -cp "$(class_path worker)" dev.tadashi.worker.Main "$@"
}

cmd_server() {
  ensure_built
  need_jdk java
  local data
  data="$(option_value --data-dir "$STATE_DIR/server" "$@")"
  case " $* " in
    *" --data-dir"*) ;;
    *) set -- --data-dir "$data" "$@" ;;
  esac
  remove_leftovers "$STATE_DIR/tmp/server"
  exec_server "$STATE_DIR/tmp/server.$$" "$(($(memory_mib) / 8 + 256))" "$@"
}

# Half of a worker's memory is its heap (states), half Arrow's.
worker_heap() {
  local heap=$(($1 / 2))
  [ "$heap" -ge 192 ] || heap=192
  printf '%s' "$heap"
}

cmd_worker() {
  ensure_built
  need_jdk java
  local memory port
  memory="$(option_value --memory "$(($(memory_mib) / 4))MiB" "$@")"
  port="$(option_value --port 50051 "$@")"
  case " $* " in
    *" --data-dir"*) ;;
    *) set -- --data-dir "$STATE_DIR/worker-$port" "$@" ;;
  esac
  local mib
  mib="$(size_mib "$memory")" || exit 2
  case " $* " in
    *" --memory"*) ;;
    *) set -- --memory "$memory" "$@" ;;
  esac
  remove_leftovers "$STATE_DIR/tmp/worker"
  exec_worker "$STATE_DIR/tmp/worker.$$" "$(worker_heap "$mib")" "$@"
}
