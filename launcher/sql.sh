# shellcheck shell=bash
# Statements of SQL from the terminal, by the Python client.

cmd_sql() {
  case "${1:-}" in
    -h | --help)
      cat <<'TEXT'
usage: ./tadashi sql ["STATEMENT"] [OPTIONS]    runs statements; without one a prompt, or those of standard input

  --server HOST:PORT    the control plane (localhost:8080)
  --format FORMAT       of the rows: table, csv, json or arrow (table)
  --token-file FILE     the cluster token
TEXT
      return 0
      ;;
  esac
  ensure_venv
  exec "$VENV/bin/python" -m tadashi_mizu.shell "$@"
}
