# shellcheck shell=bash
# The Python environment in the tree, with the client and what its tests need.

VENV_STAMP="$VENV/.tadashi-stamp"

find_python() {
  local name
  for name in python3.13 python3.12 python3.11 python3.10 python3; do
    if command -v "$name" >/dev/null 2>&1 &&
      "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
      command -v "$name"
      return 0
    fi
  done
  return 1
}

need_python() {
  PYTHON="$(find_python || true)"
  [ -n "$PYTHON" ] && return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq >&2 && apt-get install -y -qq python3 python3-venv >&2
    PYTHON="$(find_python || true)"
  fi
  [ -n "$PYTHON" ] || die "Python 3.10 or newer with venv is needed: install it (python3, python3-venv)"
}

venv_key() {
  cksum "$TADASHI_HOME/pyarrow-client/pyproject.toml" "$TADASHI_HOME/pyarrow-client/requirements-test.txt"
}

ensure_venv() {
  has_venv || with_lock venv make_venv
}

has_venv() {
  [ -f "$VENV_STAMP" ] && [ "$(cat "$VENV_STAMP")" = "$(venv_key)" ]
}

make_venv() {
  ! has_venv || return 0
  need_python
  say "setting up Python in .venv ..."
  rm -rf "$VENV"
  "$PYTHON" -m venv "$VENV" || die "the Python environment could not be made: see above"
  "$VENV/bin/python" -m pip install -q --disable-pip-version-check \
    -e "$TADASHI_HOME/pyarrow-client" -r "$TADASHI_HOME/pyarrow-client/requirements-test.txt" >&2 ||
    die "the Python packages could not be installed: see above"
  venv_key >"$VENV_STAMP"
}

cmd_python() {
  case "${1:-}" in
    -h | --help)
      echo "usage: ./tadashi python ARGS...    runs the project's Python; '-c', '-m' and scripts as usual"
      return 0
      ;;
  esac
  ensure_venv
  exec "$VENV/bin/python" "$@"
}
