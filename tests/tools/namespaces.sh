#!/bin/sh
# Machines for tests: network namespaces on a bridge, whose ways can be cut. Needs root, ip, iptables.
#   namespaces.sh NAME NET COUNT       such as: namespaces.sh lab 198.18.7 3
# Makes the namespaces NAME-1, NAME-2, … with the addresses NET.11, NET.12, …; this machine has NET.1 ("clients") and
# NET.254 ("store") on the bridge. Says "ready", or "missing: " and why not. Then obeys its standard input, and says
# "done" to each line:
#   cut FROM TO    packets from one to the other are dropped, and no others; 1, 2, …, clients or store
#   heal           all ways are open again
# When its input ends, whatever runs in the namespaces is ended, and they and the bridge are gone.
set -u
name=$1 net=$2 count=$3
bridge=$name-br

nodes() { seq 1 "$count"; }

address() {
    case $1 in
        clients) echo "$net.1" ;;
        store) echo "$net.254" ;;
        *) echo "$net.$((10 + $1))" ;;
    esac
}

inside() { # node, command …
    node=$1
    shift
    ip netns exec "$name-$node" "$@"
}

create() {
    ip link add "$bridge" type bridge && ip link set "$bridge" up || return
    ip address add "$net.1/24" dev "$bridge" && ip address add "$net.254/24" dev "$bridge" || return
    for node in $(nodes); do
        ip netns add "$name-$node" || return
        ip link add "$name-v$node" type veth peer name eth0 netns "$name-$node" || return
        ip link set "$name-v$node" master "$bridge" up || return
        inside "$node" ip address add "$(address "$node")/24" dev eth0 || return
        inside "$node" ip link set eth0 up && inside "$node" ip link set lo up || return
        inside "$node" iptables -w -L INPUT -n >/dev/null || return
    done
}

remove() {
    for node in $(nodes); do
        left=$(ip netns pids "$name-$node")
        [ -n "$left" ] && kill -KILL $left
        ip netns delete "$name-$node"
        ip link delete "$name-v$node"
    done
    ip link delete "$bridge"
} 2>/dev/null

cut() {
    case $2 in
        [0-9]*) inside "$2" iptables -w -A INPUT -s "$(address "$1")" -j DROP ;;
        *) inside "$1" iptables -w -A OUTPUT -d "$(address "$2")" -j DROP ;;
    esac
}

heal() {
    for node in $(nodes); do
        inside "$node" iptables -w -F
    done
}

[ "$(id -u)" -eq 0 ] || { echo "missing: only root makes network namespaces"; exit 0; }
for program in ip iptables; do
    command -v $program >/dev/null || { echo "missing: $program is not installed"; exit 0; }
done
trap remove EXIT
trap 'exit 1' INT TERM
trouble=$(create 2>&1) || { echo "missing: this machine does not let me make network namespaces: $trouble" | tr '\n' ' '; echo; exit 0; }
echo ready
while read -r command from to; do
    case $command in
        cut) cut "$from" "$to" ;;
        heal) heal ;;
    esac && echo "done" || echo "failed: $command $from $to"
done
