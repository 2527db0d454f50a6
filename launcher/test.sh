# shellcheck shell=bash
# Every test: Maven's verify (tests and checks), then pytest against real processes.

cmd_test() {
  case "${1:-}" in
    '') ;;
    -h | --help)
      echo "usage: ./tadashi test    every test of Java and Python; ends with the counts and what was skipped"
      return 0
      ;;
    *) usage_error "test takes no '$1'" ;;
  esac
  local failed=""
  find "$TADASHI_HOME" -path '*/target/surefire-reports/TEST-*.xml' -exec rm -f {} + 2>/dev/null || true
  rm -rf "$STATE_DIR/reports"
  mkdir -p "$STATE_DIR/reports"
  : >"$STATE_DIR/testing"
  if run_maven -B -ntp --fail-at-end verify; then
    mv "$STATE_DIR/testing" "$BUILD_STAMP"
  else
    failed=" maven-verify"
  fi
  ensure_venv
  if [ -z "$failed" ] || (ensure_built); then
    (cd "$TADASHI_HOME" && "$VENV/bin/python" -m pytest -ra pyarrow-client/tests system-tests/python \
      --junitxml "$STATE_DIR/reports/TEST-python.xml") || failed="$failed pytest"
  else
    echo "skipped: the Python tests, as the build failed"
  fi
  [ -z "$failed" ] || echo "failed:$failed"
  "$VENV/bin/python" "$TADASHI_HOME/launcher/count_tests.py" "$TADASHI_HOME" || failed="$failed counts"
  [ -z "$failed" ]
}
