"""Drives slixmpp as README.md beside this file says: slixmpp_client.py ACCOUNT HOST PORT starttls|direct CERTIFICATE [1.2]

The last holds TLS to that version."""

import asyncio
import os
import ssl
import sys

import slixmpp

DISCO = 'http://jabber.org/protocol/disco#info'


def tell(*words):
    print(*words, flush=True)


class Client(slixmpp.ClientXMPP):
    def __init__(self, account, certificate):
        super().__init__(account, os.environ['XMPP_PASSWORD'])  # With all its defaults.
        self.ca_certs = certificate
        self.add_event_handler('session_start', self.on_session_start)
        self.add_event_handler('roster_update', self.on_roster)
        self.add_event_handler('message', lambda message: tell('message', message['from'], message['body']))
        self.add_event_handler('presence_available', lambda presence: tell('presence', presence['from'], 'available'))
        self.add_event_handler('presence_unavailable', lambda presence: tell('presence', presence['from'], 'unavailable'))
        self.add_event_handler('failed_auth', lambda failure: tell('refused', failure['condition']))
        self.add_event_handler('disconnected', lambda _: tell('offline'))

    async def on_session_start(self, _):
        await self.get_roster()
        self.send_presence()
        tell('online', self.boundjid, self['feature_mechanisms'].mech.name, self.socket.version())

    def on_roster(self, iq):
        for contact, item in iq['roster']['items'].items():
            tell('roster', contact, item['subscription'])

    async def ask(self, address):
        answer = await self.make_iq_get(queryxmlns=DISCO, ito=address).send()
        for identity in answer.xml.iter('{%s}identity' % DISCO):
            tell('identity', address, identity.get('category'), identity.get('type'), identity.get('name'))

    async def obey(self):
        reader = asyncio.StreamReader()
        await self.loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := (await reader.readline()).decode().rstrip('\n'):
            verb, *words = line.split(' ', 2)
            if verb == 'subscribe':
                self.send_presence_subscription(words[0])
            elif verb == 'say':
                self.send_message(words[0], words[1], mtype='chat')
            elif verb == 'ask':
                await self.ask(words[0])
            elif verb == 'quit':
                break
        await self.disconnect()


account, host, port, security, certificate, *version = sys.argv[1:]
client = Client(account, certificate)
if version:
    client.ssl_context.maximum_version = ssl.TLSVersion.TLSv1_2
client.connect((host, int(port)), use_ssl=security == 'direct', force_starttls=security == 'starttls')
client.loop.run_until_complete(client.obey())
