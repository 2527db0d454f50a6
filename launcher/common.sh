# shellcheck shell=bash
# Messages, sizes and facts about the machine.

die() {
  printf 'tadashi: %s\n' "$*" >&2
  exit 1
}

usage_error() {
  printf 'tadashi: %s\n' "$*" >&2
  exit 2
}

say() {
  printf '%s\n' "$*" >&2
}

# value_of OPTION VALUE...: the option's value, or a usage error when there is none.
need_value() {
  [ "$2" -ge 2 ] || usage_error "$1 needs a value"
}

cores() {
  getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1
}

# Physical memory in MiB.
memory_mib() {
  if [ -r /proc/meminfo ]; then
    awk '/^MemTotal:/ {print int($2 / 1024)}' /proc/meminfo
  else
    echo $(($(sysctl -n hw.memsize) / 1048576))
  fi
}

# size_mib SIZE: 512MiB, 4GiB, 4g, 800m or bytes, in MiB.
size_mib() {
  local text number unit
  text="$(printf '%s' "$1" | tr '[:upper:]' '[:lower:]')"
  number="${text%%[!0-9]*}"
  unit="${text#"$number"}"
  [ -n "$number" ] || usage_error "'$1' is not a size such as 512MiB or 4GiB"
  case "$unit" in
    gib | g | gb) echo $((number * 1024)) ;;
    mib | m | mb) echo "$number" ;;
    kib | k | kb) echo $((number / 1024)) ;;
    '' | b) echo $((number / 1048576)) ;;
    *) usage_error "'$1' is not a size such as 512MiB or 4GiB" ;;
  esac
}

# alive PID
alive() {
  [ -n "$1" ] && kill -0 "$1" 2>/dev/null
}

# with_lock NAME COMMAND...: one launcher at a time runs the command; the lock of a dead one is taken over.
with_lock() {
  local lock="$STATE_DIR/$1.lock" holder told="" empty=0 status=0
  shift
  mkdir -p "$STATE_DIR"
  until mkdir "$lock" 2>/dev/null; do
    holder="$(cat "$lock/pid" 2>/dev/null || true)"
    # A lock without a pid is being made at this moment, or its maker died in between.
    [ -n "$holder" ] || empty=$((empty + 1))
    if { [ -n "$holder" ] && ! alive "$holder"; } || [ "$empty" -gt 20 ]; then
      rm -rf "$lock"
      empty=0
      continue
    fi
    [ -n "$told" ] || say "waiting for another ./tadashi (process ${holder:-unknown}) ..."
    told=yes
    sleep 0.2
  done
  echo $$ >"$lock/pid"
  ("$@") || status=$?
  rm -rf "$lock"
  return "$status"
}

# remove_leftovers PREFIX: folders PREFIX.PID whose process is gone.
remove_leftovers() {
  local dir
  for dir in "$1".*; do
    if [ -d "$dir" ] && ! alive "${dir##*.}"; then
      rm -rf "$dir"
    fi
  done
}
