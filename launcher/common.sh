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
