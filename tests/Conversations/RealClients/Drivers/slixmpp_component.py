"""A component on slixmpp that answers every message with its own text: slixmpp_component.py DOMAIN HOST PORT [NAME]

With a name, the answer begins with it."""

import os
import sys

import slixmpp

domain, host, port, *name = sys.argv[1:]
before = name[0] + ': ' if name else ''


def echo(message):
    message.reply(before + message['body']).send()


component = slixmpp.ComponentXMPP(domain, os.environ['XMPP_SECRET'], host, int(port))
component.add_event_handler('session_start', lambda _: print('online', component.boundjid, flush=True))
component.add_event_handler('message', echo)
component.connect()
component.process()
