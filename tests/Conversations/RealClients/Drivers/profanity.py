"""Drives profanity as README.md beside this file says: profanity.py ACCOUNT HOST PORT starttls|direct

It runs on a terminal of its own, is told by key strokes, and tells by its debug log, which is a pipe here."""

import os
import pty
import re
import sys
import tempfile
import threading
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROSTER = '{jabber:iq:roster}'
CLIENT = '{jabber:client}'
ACCOUNTS = """[{account}]
enabled=true
jid={account}
password={password}
resource=profanity
server={host}
port={port}
tls.policy={policy}
"""


def tell(*words):
    print(*words, flush=True)


def start(account, host, port, security):
    home = Path(tempfile.mkdtemp(prefix='profanity-'))
    (home / 'profanity' / 'logs').mkdir(parents=True)
    policy = 'legacy' if security == 'direct' else 'force'
    (home / 'profanity' / 'accounts').write_text(
        ACCOUNTS.format(account=account, password=os.environ['XMPP_PASSWORD'], host=host, port=port, policy=policy))
    log = home / 'profanity' / 'logs' / 'profanity.log'
    os.mkfifo(log)
    process, terminal = pty.fork()
    if process == 0:
        os.environ.update(XDG_DATA_HOME=str(home), XDG_CONFIG_HOME=str(home), TERM='xterm', LINES='40', COLUMNS='120')
        os.execvp('profanity', ['profanity', '--log', 'DEBUG', '--account', account])
    return process, terminal, log


def drain(terminal):
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:
        pass  # That is how a terminal ends.


def press(terminal, line):
    os.write(terminal, (line + '\r').encode())


class Log:
    """What the log says of the stream, as events."""

    def __init__(self, terminal):
        self.terminal = terminal
        self.mechanism = None

    def read(self, log):
        with open(log, encoding='utf-8', errors='replace') as lines:
            for line in lines:
                if found := re.search(r'(RECV|SENT): (<(iq|message|presence|auth|failure)\b.*>)$', line):
                    direction, text, name = found.groups()
                    element = ElementTree.fromstring(text)
                    getattr(self, f'on_{name}_{direction.lower()}', lambda _: None)(element)
        tell('offline')

    def on_auth_sent(self, auth):
        self.mechanism = auth.get('mechanism')

    def on_failure_recv(self, failure):
        tell('refused', failure[0].tag.split('}')[1])

    def on_iq_recv(self, iq):
        query = iq.find(ROSTER + 'query')
        if query is None:
            return
        for item in query:
            tell('roster', item.get('jid'), item.get('subscription'))
        if iq.get('type') == 'result':
            tell('online', iq.get('to'), self.mechanism)

    def on_presence_recv(self, presence):
        kind = presence.get('type', 'available')
        if kind in ('available', 'unavailable'):
            tell('presence', presence.get('from'), kind)
        elif kind == 'subscribe':  # Whoever wants to see us may, and we want to see them.
            press(self.terminal, f'/sub allow {presence.get("from")}')
            press(self.terminal, f'/sub request {presence.get("from")}')

    def on_message_recv(self, message):
        body = message.find('body')
        if body is not None:
            tell('message', message.get('from'), body.text)


def obey(terminal):
    for line in sys.stdin:
        verb, *words = line.rstrip('\n').split(' ', 2)
        if verb == 'subscribe':
            press(terminal, f'/sub request {words[0]}')
        elif verb == 'say':
            press(terminal, f'/msg {words[0]} {words[1]}')
        elif verb == 'quit':
            break
    press(terminal, '/quit')


process, terminal, log = start(*sys.argv[1:])
threading.Thread(target=drain, args=[terminal], daemon=True).start()
reader = threading.Thread(target=Log(terminal).read, args=[log], daemon=True)
reader.start()
obey(terminal)
os.waitpid(process, 0)
reader.join()
