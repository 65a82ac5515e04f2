# Sets up the project's environment; sourced by the scripts beside it. Says what it does.
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
VENV=${METERPOST_VENV:-$ROOT/.venv}

say() { printf '· %s\n' "$*" >&2; }

# setup_python runtime|postgres|s3|stripe|dev: makes .venv hold the locked packages of that list.
setup_python() {
  local list=$ROOT/requirements/$1.txt mark=$VENV/.meterpost-$1
  if [ -f "$mark" ] && cmp -s "$list" "$mark"; then return; fi
  # The larger list holds the smaller: nothing to do for the runtime where dev is in place.
  if [ "$1" != dev ] && [ -f "$VENV/.meterpost-dev" ] &&
    cmp -s "$ROOT/requirements/dev.txt" "$VENV/.meterpost-dev"; then return; fi
  say "installing Python packages ($1)"
  if have_uv; then install_with_uv "$list"; else install_with_pip "$list"; fi
  cp "$list" "$mark"
}

have_uv() {
  UV=$(command -v uv || true)
  if [ -z "$UV" ] && python3 -m pip install --quiet --user uv >/dev/null 2>&1; then
    UV=$(python3 -c 'import sysconfig; print(sysconfig.get_path("scripts", "posix_user"))')/uv
  fi
  [ -n "$UV" ] && [ -x "$UV" ]
}

# The system's certificates, so that it works behind a company's own.
install_with_uv() {
  export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1
  [ -x "$VENV/bin/python" ] || "$UV" venv --quiet "$VENV"
  "$UV" pip install --quiet --python "$VENV/bin/python" --require-hashes -r "$1"
}

install_with_pip() {
  [ -x "$VENV/bin/pip" ] || python3 -m venv "$VENV"
  "$VENV/bin/python" -m pip install --quiet --require-hashes -r "$1"
}

# install_debian PACKAGE…: with apt, where this is Debian or its kin and we are root.
install_debian() {
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    say "please install: $*"
    return 1
  fi
  say "installing Debian packages: $*"
  apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# setup_browser: Debian's chromium as root on Debian, else Playwright's own.
setup_browser() {
  command -v chromium >/dev/null && return 0
  install_debian chromium fonts-dejavu-core && return 0
  say "installing Playwright's browser"
  "$VENV/bin/python" -m playwright install chromium
}

# setup_papers: what reads PDFs back in tests; without it those tests say that they are skipped.
setup_papers() {
  command -v pdftotext >/dev/null && command -v qpdf >/dev/null && return 0
  install_debian poppler-utils qpdf || true
}

# setup_node: the locked development tools for JavaScript; nothing of them is shipped.
setup_node() {
  command -v npm >/dev/null || install_debian nodejs npm
  local lock=$ROOT/package-lock.json mark=$ROOT/node_modules/.meterpost-lock
  if [ -f "$mark" ] && cmp -s "$lock" "$mark"; then return; fi
  say "installing JavaScript development tools"
  # Not `npm ci`: it wants every other platform's package in the lock too, and not every registry
  # has them all. Versions and hashes are still those of the lock.
  (cd "$ROOT" && npm install --no-save --silent --no-audit --no-fund --ignore-scripts)
  cp "$lock" "$mark"
}
