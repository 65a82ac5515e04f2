# A throw-away PostgreSQL server for tests; sourced by bin/test.

# start_postgres: exports METERPOST_TEST_POSTGRES, or returns 1 where no server can be had.
start_postgres() {
  find_postgres || install_postgres || return 1
  PG_DIR=$(mktemp -d)
  PG_PORT=$(free_port)
  [ "$(id -u)" = 0 ] && chown postgres "$PG_DIR"
  as_postgres "$PG_BIN/initdb" -D "$PG_DIR/data" -U postgres -A trust -E UTF8 --locale=C >/dev/null
  as_postgres "$PG_BIN/pg_ctl" -D "$PG_DIR/data" -l "$PG_DIR/log" -w \
    -o "-h 127.0.0.1 -p $PG_PORT -k $PG_DIR -c fsync=off -c max_connections=200" start >/dev/null
  export METERPOST_TEST_POSTGRES="postgresql://postgres@127.0.0.1:$PG_PORT/postgres"
  say "PostgreSQL $("$PG_BIN/postgres" --version | grep -oE '[0-9.]+' | head -1) on port $PG_PORT"
}

stop_postgres() {
  [ -n "${PG_DIR:-}" ] || return 0
  as_postgres "$PG_BIN/pg_ctl" -D "$PG_DIR/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$PG_DIR"
  PG_DIR=
}

find_postgres() {
  local found
  for found in /usr/lib/postgresql/*/bin "$(dirname "$(command -v initdb 2>/dev/null || echo /x/x)")"; do
    if [ -x "$found/initdb" ] && [ -x "$found/postgres" ]; then PG_BIN=$found; return 0; fi
  done
  return 1
}

install_postgres() {
  install_debian postgresql && find_postgres
}

# initdb refuses to run as root.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

free_port() {
  "$VENV/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
