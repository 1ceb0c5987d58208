#!/bin/sh
# Restart the servers of pages one after the other without losing a request: rolling-restart.sh 8001 8002
# Each is taken out of nginx, restarted when its last request has ended, and put back when it is ready.
set -eu
servers=${MADOGUCHI_SERVERS:-/etc/nginx/madoguchi-servers.conf}
nginx=${NGINX:-nginx}
nginx_pid=${NGINX_PID:-/run/nginx.pid}
ports=$*
[ $# -ge 2 ] || { echo "usage: $0 PORT PORT…  (two or more: one must go on serving)" >&2; exit 2; }

# Tell nginx which server is out (none: ""), and wait until those of its processes that knew better have ended.
tell_nginx() {
    for port in $ports; do
        if [ "$port" = "$1" ]; then echo "server 127.0.0.1:$port down;"; else echo "server 127.0.0.1:$port;"; fi
    done > "$servers.new"
    mv "$servers.new" "$servers"
    main=$(cat "$nginx_pid")
    before=$(cat "/proc/$main/task/$main/children")
    $nginx -s reload
    for process in $before; do
        while kill -0 "$process" 2>/dev/null; do sleep 0.2; done
    done
}

for one in $ports; do
    echo "$one: taken out"
    tell_nginx "$one"
    systemctl restart "madoguchi-web@$one"
    tries=0
    until curl --fail --silent --output /dev/null --max-time 5 "http://127.0.0.1:$one/readyz"; do
        tries=$((tries + 1))
        [ "$tries" -lt 120 ] || { echo "$one is not ready after a minute; it stays out" >&2; exit 1; }
        sleep 0.5
    done
    echo "$one: ready"
done
tell_nginx ""
echo "all back"
