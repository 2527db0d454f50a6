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

# file_setting FILE NAME: the value of a line `NAME = value`, or nothing.
file_setting() {
  [ -n "$1" ] && [ -r "$1" ] || return 0
  sed -n 's/^[[:space:]]*'"$2"'[[:space:]]*=[[:space:]]*//p' "$1" | sed 's/[[:space:]]*$//' | tail -n 1
}

# setting NAME DEFAULT ARGS...: what the process will take for it: the flag, the variable, the file or the default.
setting() {
  local name="$1" fallback="$2" variable value
  shift 2
  variable="TADASHI_$(printf '%s' "$name" | tr 'a-z-' 'A-Z_')"
  value="$(option_value "--$name" "${!variable:-}" "$@")"
  [ -n "$value" ] || value="$(file_setting "$(option_value --config "${TADASHI_CONFIG:-}" "$@")" "$name")"
  printf '%s' "${value:-$fallback}"
}

# wants_help ARGS...
wants_help() {
  local word
  for word in "$@"; do
    case "$word" in -h | --help) return 0 ;; esac
  done
  return 1
}

# Native libraries are unpacked to the temporary folder by each JVM and stay when it is killed, so each
# process has a folder of its own, emptied at start.
fresh_tmp() {
  rm -rf "$1"
  mkdir -p "$1"
  printf '%s' "$1"
}

# exec_jvm TMP HEAP_MIB MODULE CLASS FLAGS_AND_ARGS...: flags of the JVM end with `--`.
exec_jvm() {
  local tmp heap="$2" module="$3" class="$4" flags=()
  tmp="$(fresh_tmp "$1")"
  shift 4
  while [ "$1" != -- ]; do
    flags+=("$1")
    shift
  done
  shift
  aot_flags "$module"
  exec "$JAVA_HOME/bin/java" "${JVM_FLAGS[@]}" "${flags[@]}" ${AOT_FLAGS[@]+"${AOT_FLAGS[@]}"} "-Xmx${heap}m" "-Djava.io.tmpdir=$tmp" \
    -cp "$(class_path "$module")" "$class" "$@"
}

# exec_server TMP HEAP_MIB ARGS...: what nobody sets is proposed, and shown as such.
exec_server() {
  local tmp="$1" heap="$2"
  shift 2
  exec_jvm "$tmp" "$heap" flight-server dev.tadashi.server.Main "${SERVER_FLAGS[@]}" \
    "-Dtadashi.default.data-dir=$STATE_DIR/server" -- "$@"
}

# exec_worker TMP HEAP_MIB MEMORY ARGS...: with a small eden a worker's process is several hundred MiB smaller, for
# hardly more time.
exec_worker() {
  local tmp="$1" heap="$2" memory="$3" port eden
  eden="$(($2 / 3 < 256 ? $2 / 3 : 256))"
  shift 3
  port="$(setting port 50051 "$@")"
  exec_jvm "$tmp" "$heap" worker dev.tadashi.worker.Main "${WORKER_FLAGS[@]}" "-XX:MaxNewSize=${eden}m" \
    "-Dtadashi.default.data-dir=$STATE_DIR/worker-$port" "-Dtadashi.default.memory=$memory" -- "$@"
}

server_heap() {
  printf '%s' "$(($(memory_mib) / 8 + 256))"
}

cmd_server() {
  if wants_help "$@"; then
    cat "$TADASHI_HOME/launcher/help/server.txt"
    return 0
  fi
  ensure_built
  need_jdk java
  remove_leftovers "$STATE_DIR/tmp/server"
  exec_server "$STATE_DIR/tmp/server.$$" "$(server_heap)" "$@"
}

# Half of a worker's memory is its heap (states), half Arrow's.
worker_heap() {
  local heap=$(($1 / 2))
  [ "$heap" -ge 192 ] || heap=192
  printf '%s' "$heap"
}

cmd_worker() {
  if wants_help "$@"; then
    cat "$TADASHI_HOME/launcher/help/worker.txt"
    return 0
  fi
  ensure_built
  need_jdk java
  local memory mib
  memory="$(setting memory "$(($(memory_mib) / 4))MiB" "$@")"
  mib="$(size_mib "$memory")" || exit 2
  remove_leftovers "$STATE_DIR/tmp/worker"
  exec_worker "$STATE_DIR/tmp/worker.$$" "$(worker_heap "$mib")" "$memory" "$@"
}

recover_usage() {
  cat <<'TEXT'
usage: ./tadashi recover [FLAGS]    finds the tables that are in the store main when the catalog is lost

  FLAGS        those of ./tadashi server that say where they are: --data-dir, --store-root, --config

Tables that the catalog still knows stay as they are. No control plane may run meanwhile.
TEXT
}

cmd_recover() {
  if wants_help "$@"; then
    recover_usage
    return 0
  fi
  ensure_built
  need_jdk java
  remove_leftovers "$STATE_DIR/tmp/recover"
  exec_server "$STATE_DIR/tmp/recover.$$" "$(server_heap)" recover "$@"
}

config_usage() {
  cat <<'TEXT'
usage: ./tadashi config [--server | --worker] [FLAGS]    the settings that would be in force, and from where

  --server     of a control plane (the default)
  --worker     of a worker
  FLAGS        those of ./tadashi server or ./tadashi worker, among them --config FILE
TEXT
}

cmd_config() {
  if wants_help "$@"; then
    config_usage
    return 0
  fi
  local kind=server memory
  case "${1:-}" in
    --server | --worker)
      kind="${1#--}"
      shift
      ;;
  esac
  ensure_built
  need_jdk java
  remove_leftovers "$STATE_DIR/tmp/config"
  if [ "$kind" = server ]; then
    exec_server "$STATE_DIR/tmp/config.$$" "$(server_heap)" config "$@"
  fi
  memory="$(($(memory_mib) / 4))MiB"
  exec_worker "$STATE_DIR/tmp/config.$$" 192 "$memory" config "$@"
}
