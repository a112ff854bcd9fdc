#!/bin/sh
# The update script (board/update.sh) with the real program, a box that runs, files, sticks and a server. Debian packages:
# curl wget python3 procps minisign.
#
#   sh scripts/update-test.sh
#
# What is tried: each exit code that its head names; a box in a call keeps what it has; of several bundles on sticks the
# newest is taken; with curl and with wget: a server that is not there, has no such file, wants a password, or breaks off;
# that a URL is asked for once and nothing is told to the server; being told to stop while it fetches, waits and installs;
# and each time that what was fetched is removed. Sticks are folders. What else is not real: see scripts/adapters-box.sh.
# MUNJIGI: the program (target/debug/munjigi). Exit codes: 0; 1 something was not as it has to be; 3 a tool is missing.
set -eu
cd -- "$(dirname -- "$0")/.."
# shellcheck source=scripts/adapters-box.sh
. scripts/adapters-box.sh
needs "curl wget python3 procps minisign" curl wget python3 pgrep

mkdir "$box/fetched" "$box/home" "$box/served"
export DOWNLOAD="$box/fetched" HOME="$box/home" no_proxy='*'
# What somebody keeps for other servers is not for this one.
echo 'header = "X-Box: told"' >"$HOME/.curlrc"
echo 'header = X-Box: told' >"$HOME/.wgetrc"
echo 'machine 127.0.0.1 login somebody password secret' >"$HOME/.netrc"
chmod 600 "$HOME/.netrc"
# A machine without curl.
mkdir "$box/wget"
ln -s /usr/bin/* /bin/* "$box/wget/" 2>/dev/null || true
rm "$box/wget/curl"

script=$sources/board/update.sh
no_curl=$box/bin:$box/wget
update() { sh "$script" "$@"; }
without_curl() { PATH=$no_curl sh "$script" "$@"; }
fetching() { [ -n "$(find "$box/fetched" -type f -size +0)" ]; }
nothing_fetched() { is "left behind by $1" "$(ls "$box/fetched")" ""; }
nothing_changed() { # what
    is "slot after $1" "$(slot)" "$before"
    is "folders after $1" "$(state)" "$folders"
    nothing_fetched "$1"
}

# Each request is written down with all that it tells. `/torn` breaks off half-way, `/slow` stays silent from there on,
# `/closed` wants a password.
cat >"$box/server.py" <<'END'
import http.server, os, sys, time
folder, log = sys.argv[1:]
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with open(log, "a") as file:
            told = [f"{name}: {self.headers[name]}" for name in sorted(self.headers) if name != "Host"]
            print("GET", self.path, *told, sep="|", file=file)
        # More than a program that fetches keeps in its memory.
        octets = bytes(2 << 20)
        if self.path not in ("/torn", "/slow", "/closed"):
            try:
                octets = open(os.path.join(folder, self.path[1:]), "rb").read()
            except OSError:
                return self.send_error(404)
        if self.path == "/closed":
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="closed"')
            self.send_header("Content-Length", "0")
            return self.end_headers()
        self.send_response(200)
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        if self.path in ("/torn", "/slow"):
            self.wfile.write(octets[: len(octets) // 2])
            self.wfile.flush()
            if self.path == "/slow":
                time.sleep(60)
        else:
            self.wfile.write(octets)
    def log_message(self, *_):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_port, flush=True)
server.serve_forever()
END
: >"$box/requests"
python3 "$box/server.py" "$box/served" "$box/requests" >"$box/port" 9>&- &
others=$!
waits_for "a server" test -s "$box/port"
url=http://127.0.0.1:$(cat "$box/port")
by_curl='|Accept: */*|User-Agent: munjigi-update'
by_wget='|Accept: */*|Accept-Encoding: identity|Connection: Keep-Alive|User-Agent: munjigi-update'
asked() { # what, which requests since the last time
    is "requests of $1" "$(cat "$box/requests")" "$2"
    : >"$box/requests"
}

bundle good 7 "$box/key"
bundle other 7 "$box/other.key"
cp "$box/good" "$box/served/"
head -c $(($(wc -c <"$box/good") / 2)) "$box/good" >"$box/served/half"
changed "$box/good" "$box/changed"
before=$(slot) folders=$(state)

rings
ends "a busy box" 75 update "$box/good"
nothing_changed "a busy box"
ends "a busy box and a server" 75 update "$url/good"
nothing_changed "a busy box and a server"
: >"$box/requests"
WAIT=61s sh "$script" "$url/good" >"$box/said" 2>&1 &
told=$!
waits_for "waiting" pgrep -f "ota ready --wait 61s"
fetching || fail "what was fetched is not kept while it waits"
kill "$told"
ends "told to stop while it waits" 143 wait "$told"
nothing_changed "told to stop while it waits"
hangs_up
: >"$box/requests"
echo "ok: a box in a call puts it off, and is let alone when the script is told to stop"

ends "another key" 11 update "$box/other"
nothing_changed "another key"
ends "half a bundle" 11 update "$url/half"
nothing_changed "half a bundle"
: >"$box/requests"
ends "a changed bundle" 11 update "$box/changed"
nothing_changed "a changed bundle"
echo "ok: another key, half a bundle and a changed one are refused"

ends "no file" 20 update "$box/none"
ends "no stick" 20 update usb
ends "nothing said" 20 update
echo "ok: no file and no stick are told apart from a bundle"

ends "no such file there" 20 update "$url/none"
asked "no such file there" "GET|/none$by_curl"
ends "no such file there (wget)" 20 without_curl "$url/none"
asked "no such file there (wget)" "GET|/none$by_wget"
ends "a server that wants a password" 20 update "$url/closed"
asked "a server that wants a password" "GET|/closed$by_curl"
ends "a server that wants a password (wget)" 20 without_curl "$url/closed"
asked "a server that wants a password (wget)" "GET|/closed$by_wget"
ends "a server that breaks off" 20 update "$url/torn"
asked "a server that breaks off" "GET|/torn$by_curl"
ends "a server that breaks off (wget)" 20 without_curl "$url/torn"
: >"$box/requests"
ends "no server" 20 update http://127.0.0.1:9/good
ends "no server (wget)" 20 without_curl http://127.0.0.1:9/good
nothing_changed "what could not be fetched"
echo "ok: what cannot be fetched is not there, and nothing stays of it"

for how in "$PATH" "$no_curl"; do
    PATH=$how sh "$script" "$url/slow" >"$box/said" 2>&1 &
    told=$!
    waits_for "fetching" fetching
    kill "$told"
    ends "told to stop while it fetches" 143 wait "$told"
    nothing_changed "told to stop while it fetches"
    if pgrep -f "$url/slow"; then fail "what fetched still runs"; fi
done
: >"$box/requests"
echo "ok: told to stop while it fetches, it stops and leaves nothing"

bundle ill 6 "$box/key" exits
ends "what does not get well" 12 update "$box/ill"
is "slot after what does not get well" "$(slot)" "$before"
waits_for "well again" ready
echo "ok: what does not get well goes back"

ends "an idle box" 0 update "$url/good"
is "slot after the update" "$(slot)" "$version-7"
nothing_fetched "the update"
asked "the update" "GET|/good$by_curl"
ends "the same once more (wget)" 11 without_curl "$url/good"
asked "the same once more (wget)" "GET|/good$by_wget"
nothing_fetched "the same once more"
echo "ok: an idle box takes it from a server, which is asked once and told nothing; and takes it once"

bundle next 8 "$box/key"
mkdir -p "$MUNJIGI_ROOT/media/a stick" "$MUNJIGI_ROOT/run/media/system/B"
cp "$box/other" "$MUNJIGI_ROOT/run/media/system/B/munjigi-1.9.0.bundle"
cp "$box/other" "$MUNJIGI_ROOT/media/a stick/munjigi-1.4.0.bundle"
cp "$box/next" "$MUNJIGI_ROOT/media/a stick/munjigi-1.10.0.bundle"
sh "$script" usb >"$box/said" 2>&1 &
told=$!
waits_for "installing" test -f "$MUNJIGI_ROOT/opt/munjigi/pending"
kill "$told"
ends "told to stop while it installs from a stick" 0 wait "$told"
is "slot after the stick" "$(slot)" "$version-8"
echo "ok: of several bundles on sticks the newest is taken; told to stop meanwhile, it comes to its end and says how"
