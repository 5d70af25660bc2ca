#!/bin/sh
# Run by compose.yaml before all else. Secrets are made once, in volumes that only those see who need them; whoever wants
# others writes them there. node.conf is taken anew each time.
set -eu
umask 077

once() { # file, command: what the command prints, unless the file is there.
    [ -s "$1" ] || { sh -c "$2" >"$1.new" && mv "$1.new" "$1"; }
}

once /database-secret/password "head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'"
once /configuration/secrets.conf '
    echo "xmpp.cluster.secret = \"$(head -c 32 /dev/urandom | base64 -w0)\""
    echo "xmpp.storage-options.encryption-key = \"$(head -c 32 /dev/urandom | base64 -w0)\""
    echo "xmpp.storage = \"postgres://xmpp:$(cat /database-secret/password)@postgres/xmpp\""'

chmod 444 /database-secret/password # PostgreSQL runs as another user.
cat /node.conf /configuration/secrets.conf >/configuration/node.conf.new
mv /configuration/node.conf.new /configuration/node.conf
chown "$NODE_UID" /configuration /configuration/node.conf
chmod 400 /configuration/node.conf
