# shellcheck shell=bash
# The AOT caches of the two kinds of JVM: classes loaded and linked, and what was learnt of hot methods, by a
# short run of both after a build. They fit these jars, these flags and this Java only; without them all works.

AOT_DIR="$STATE_DIR/aot"
AOT_TRAIN=""
AOT_FITS=""
TRAINING_ROUNDS=20

# What a cache was made of. The JVM checks it, too, but would say so on the process's output.
aot_key() {
  printf '%s\n' "$JAVA_HOME" "${JVM_FLAGS[@]}" "${SERVER_FLAGS[@]}" "${WORKER_FLAGS[@]}"
  cat "$JAVA_HOME/release" 2>/dev/null || true
  # shellcheck disable=SC2012
  ls -lLn "$TADASHI_HOME"/flight-server/target/*.jar "$TADASHI_HOME"/flight-server/target/lib/*.jar \
    "$TADASHI_HOME"/worker/target/*.jar "$TADASHI_HOME"/worker/target/lib/*.jar 2>/dev/null || true
}

has_aot() {
  [ -f "$AOT_DIR/key" ] && [ "$(aot_key | cksum)" = "$(cat "$AOT_DIR/key")" ]
}

# aot_flags MODULE: sets AOT_FLAGS.
aot_flags() {
  AOT_FLAGS=()
  if [ -n "$AOT_TRAIN" ]; then
    AOT_FLAGS=("-XX:AOTCacheOutput=$AOT_DIR/$1.aot.new" -Xlog:aot=off -Xlog:cds=off)
  elif [ -n "$AOT_FITS" ]; then
    AOT_FLAGS=("-XX:AOTCache=$AOT_DIR/$1.aot" -Xlog:aot=off -Xlog:cds=off)
  fi
}

# Makes the caches when they do not fit. A failure costs start-up time and nothing else.
ensure_aot() {
  if has_aot || with_lock aot make_aot; then
    AOT_FITS=yes
  else
    say "without the start-up caches: see $AOT_DIR"
  fi
}

make_aot() {
  ! has_aot || return 0
  say "warming up once for faster starts ..."
  rm -rf "$AOT_DIR"
  mkdir -p "$AOT_DIR"
  (train_aot) >"$AOT_DIR/training.log" 2>&1 || return 1
  local module
  for module in flight-server worker; do
    [ -s "$AOT_DIR/$module.aot.new" ] || return 1
    mv "$AOT_DIR/$module.aot.new" "$AOT_DIR/$module.aot"
  done
  rm -rf "$AOT_DIR/run"
  aot_key | cksum >"$AOT_DIR/key"
}

# A control plane and a worker do once what most do first. The cache is written while they end.
train_aot() {
  AOT_TRAIN=yes
  start_processes --workers 1 --http-port 0 --flight-port 0 --data-dir "$AOT_DIR/run" --memory 2GiB
  http_call POST /v1/session '{}' >/dev/null &&
    http_call POST /v1/object-stores '{"uri": "file://'"$TADASHI_HOME"'/testdata/nycflights13"}' >/dev/null &&
    await_answer /v1/tables '"ready"' '"pending"' &&
    train_tasks || return 1
  AOT_PATIENCE=600
  stop_children
}

train_tasks() {
  train_over_flight && train_over_http
}

train_over_flight() {
  local address="${FLIGHT_URI#grpc://}"
  "$JAVA_HOME/bin/java" "${JVM_FLAGS[@]}" -Xmx256m -cp "$(class_path flight-server)" \
    dev.tadashi.server.train.TrainingClient "${address%:*}" "${address##*:}" "$TRAINING_ROUNDS" <<STATEMENTS
select origin, dest, sum(distance) s, count(*) n from flights where dep_delay > 10 group by 1, 2 order by n limit 10
select carrier, avg(dep_delay) d from flights group by carrier
select tailnum, stddev(arr_delay), max(air_time) from flights group by tailnum having count(*) > 5
select count(*), min(dep_delay), max(dep_delay), avg(distance) from flights where carrier <> 'AA'
select count(distinct dest) from flights where origin like '%G%'
select dest, count(distinct tailnum) n from flights group by dest order by n desc limit 10
select tailnum, dest, count(*) n from flights group by tailnum, dest order by n desc limit 10
select flight, distance, air_time, time_hour, count(*) n, sum(arr_delay), avg(dep_delay) from flights group by 1, 2, 3, 4 order by n desc limit 10
select date_trunc('day', time_hour) d, min(tailnum), count(*) filter (where origin = 'JFK') from flights where time_hour >= timestamp '2013-03-01 00:00:00' group by 1 order by 1 offset 5 limit 10
select regexp_replace(tailnum, '[0-9]+', '#') k, avg(length(dest)), count(*) from flights where dest <> '' group by 1 having count(*) > 10
select sum(dep_delay), sum(dep_delay + 1), sum(dep_delay + 2), variance(air_time) from flights
select tailnum, distance from flights where dest = 'LAX' order by time_hour, tailnum limit 10
select month, day, tailnum, count(*) c from flights group by 1, 2, 3 order by c desc limit 10
select * from flights where arr_delay > 500 order by arr_delay desc limit 20
select case when distance > 1000 then 'far' else 'near' end k, median(air_time) from flights group by 1
select 1
STATEMENTS
}

train_over_http() {
  local round body
  for ((round = 1; round <= TRAINING_ROUNDS; round++)); do
    while IFS= read -r body; do
      train_task "$body" || return 1
    done <<TASKS
{"aggregate": {"table": "flights", "by": ["carrier", "month"], "aggregates": [{"fn": "avg", "column": "dep_delay"}, {"fn": "count"}], "where": {"op": ">", "args": [{"col": "distance"}, {"lit": 500}]}, "order_by": [{"by": "month"}], "limit": $round}}
{"sql": "select origin, dest, sum(distance) s, count(*) n from flights where dep_delay > 10 group by 1, 2 order by n limit $round"}
{"sql": "select tailnum, stddev(arr_delay), max(air_time) from flights group by tailnum having count(*) > $round"}
{"sql": "select count(*) from system.workers where $round > 0"}
TASKS
  done
}

# train_task BODY
train_task() {
  local id
  id="$(http_call POST /v1/tasks "$1" | json_text id)"
  [ -n "$id" ] && await_answer "/v1/tasks/$id" '"succeeded"' '"running"' &&
    http_call GET "/v1/tasks/$id/result" '' >/dev/null
}

json_text() {
  sed -n 's/.*"'"$1"'"[ ]*:[ ]*"\([^"]*\)".*/\1/p'
}

# await_answer PATH WANTED UNWANTED: until the answer has the one and not the other.
await_answer() {
  local tries=0 answer=""
  until case "$answer" in *"$3"*) false ;; *"$2"*) true ;; *) false ;; esac do
    tries=$((tries + 1))
    [ "$tries" -lt 1500 ] || return 1
    sleep 0.02
    answer="$(http_call GET "$1" '')"
  done
}

# http_call METHOD PATH BODY: the answer, by the shell alone.
http_call() {
  local address="${HTTP_URL#http://}"
  exec 3<>"/dev/tcp/${address%:*}/${address##*:}" || return 1
  printf '%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' \
    "$1" "$2" "$address" "${#3}" "$3" >&3
  cat <&3
  exec 3>&-
}
