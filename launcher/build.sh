# shellcheck shell=bash
# Builds the jars when a source is newer than them.

BUILD_STAMP="$STATE_DIR/built"

need_maven() {
  command -v mvn >/dev/null 2>&1 && return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "no Maven found: apt-get install maven"
    apt-get update -qq >&2 && apt-get install -y -qq --no-install-recommends maven >&2 && return 0
  fi
  die "Maven 3.8 or newer is needed: install it and put 'mvn' on the PATH"
}

run_maven() {
  need_jdk javac
  need_maven
  (cd "$TADASHI_HOME" && MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow" mvn "$@")
}

is_built() {
  [ -f "$BUILD_STAMP" ] && [ -d "$TADASHI_HOME/worker/target/lib" ] &&
    [ -d "$TADASHI_HOME/flight-server/target/lib" ] || return 1
  local newer
  newer="$(cd "$TADASHI_HOME" && find pom.xml ./*/pom.xml ./*/src/main -newer "$BUILD_STAMP" -print | head -n 1)"
  [ -z "$newer" ]
}

ensure_built() {
  if ! is_built; then
    need_jdk javac
    need_maven
    with_lock build build_jars
  fi
  need_jdk java
  ensure_aot
}

# The stamp is as old as the start of the build, so that a source edited meanwhile is built next time.
build_jars() {
  ! is_built || return 0
  local stamp="$STATE_DIR/building"
  : >"$stamp"
  say "building (about two minutes the first time) ..."
  # Libraries are only added to these folders: with other poms they begin anew, or two versions would stay.
  if [ -n "$(cd "$TADASHI_HOME" && find pom.xml ./*/pom.xml -newer "$BUILD_STAMP" 2>&1 | head -n 1)" ]; then
    rm -rf "$TADASHI_HOME/worker/target/lib" "$TADASHI_HOME/flight-server/target/lib"
  fi
  run_maven -B -q -T2 -pl worker,flight-server -am package \
    -Dmaven.test.skip=true -Denforcer.skip -Dspotless.check.skip >&2 || die "the build failed: see above"
  mv "$stamp" "$BUILD_STAMP"
}

cmd_build() {
  case "${1:-}" in
    '') ensure_built && say "built" ;;
    -h | --help) echo "usage: ./tadashi build    compiles and packages when a source is newer than the jars" ;;
    *) usage_error "build takes no '$1'" ;;
  esac
}
