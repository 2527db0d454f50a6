# shellcheck shell=bash
# What was found and what is missing.

port_line() {
  if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
    printf '  port %-6s in use\n' "$1"
  else
    printf '  port %-6s free\n' "$1"
  fi
}

cmd_doctor() {
  case "${1:-}" in
    '') ;;
    -h | --help) echo "usage: ./tadashi doctor    what was found on this machine and what is missing" && return 0 ;;
    *) usage_error "doctor takes no '$1'" ;;
  esac
  local missing="" port
  echo "system   $(uname -sm), $(cores) cores, $(memory_mib) MiB"
  if find_jdk javac; then echo "jdk      $JAVA_HOME ($(jdk_version "$JAVA_HOME"))"; else
    missing="$missing jdk>=$JDK_LEAST"
    echo "jdk      none of version $JDK_LEAST or newer"
  fi
  if command -v mvn >/dev/null 2>&1; then echo "maven    $(command -v mvn)"; else
    missing="$missing maven"
    echo "maven    not found"
  fi
  PYTHON="$(find_python || true)"
  echo "python   ${PYTHON:-none of version 3.10 or newer with venv}"
  [ -n "$PYTHON" ] || missing="$missing python3"
  echo "built    $(is_built && echo yes || echo "no (./tadashi build)")"
  echo "venv     $(has_venv && echo yes || echo "no (made when needed)")"
  echo "ports"
  for port in 8080 50050 50051 50052 50053; do
    port_line "$port"
  done
  if [ -n "$missing" ]; then
    echo "missing:$missing"
    return 1
  fi
  echo "nothing is missing"
}
