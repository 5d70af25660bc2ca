#!/usr/bin/env python3
"""A component that waits for its router to connect, by XEP-0114's jabber:component:connect.

    python3 waiting_component.py echo.localhost change-me --port 5348

The router's part is in its configuration:

    xmpp.farms."echo.localhost" { secrets = ["change-me"], connect { endpoints = ["127.0.0.1:5348"] } }

It answers pings (XEP-0199) and sends every message back. Any number of routers' nodes may connect, each as often as
it likes: every connection is a link of its own, and what comes over it is answered over it. Needs nothing but Python.
"""
import argparse
import asyncio
import hashlib
import hmac
import secrets
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

NS = "jabber:component:connect"
STREAMS = "http://etherx.jabber.org/streams"
ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas"


class Link:
    """One connection of the router: its header, its handshake, then stanzas."""

    def __init__(self, domain, secret, reader, writer):
        self.domain, self.secret, self.reader, self.writer = domain, secret, reader, writer
        self.stream_id = secrets.token_hex(8)
        self.is_authentic = False

    def send(self, text):
        self.writer.write(text.encode())

    async def run(self):
        """Reads until the router ends the stream; each element is handled as soon as it is whole."""
        parser = ElementTree.XMLPullParser(("start", "end"))
        depth, root = 0, None
        while data := await self.reader.read(65536):
            parser.feed(data)
            for event, element in parser.read_events():
                if event == "start":
                    depth += 1
                    if depth == 1:
                        root = element
                        self.on_header(element)
                else:
                    depth -= 1
                    if depth == 0:
                        return
                    if depth == 1:
                        self.on_element(element)
                        root.remove(element)  # Or they would be kept for ever.
            await self.writer.drain()  # A router that does not read is not read from.

    def on_header(self, header):
        """The router says in 'from' which component it means; the id that we give goes into its handshake."""
        self.send(f"<?xml version='1.0'?><stream:stream xmlns='{NS}' xmlns:stream='{STREAMS}'"
                  f" to={quoteattr(self.domain)} id='{self.stream_id}'>")
        if header.tag != f"{{{STREAMS}}}stream" or header.get("from") != self.domain:
            self.refuse("host-unknown")

    def on_element(self, element):
        name = element.tag.rpartition("}")[2]
        if self.is_authentic:
            self.on_stanza(name, element)
        elif name == "handshake":
            expected = hashlib.sha1((self.stream_id + self.secret).encode()).hexdigest()
            if not hmac.compare_digest((element.text or "").strip().lower(), expected):
                self.refuse("not-authorized")
            self.is_authentic = True
            self.send("<handshake/>")
        else:
            self.refuse("not-authorized")

    def on_stanza(self, name, stanza):
        kind = stanza.get("type")
        if name == "iq" and kind in ("get", "set"):
            if kind == "get" and stanza.find("{urn:xmpp:ping}ping") is not None:
                self.answer(stanza, "result", "")
            else:
                self.answer(stanza, "error", f"<error type='cancel'><service-unavailable xmlns='{ERRORS}'/></error>")
        elif name == "message" and kind != "error":
            sender = stanza.get("from")
            stanza.set("from", stanza.get("to"))
            stanza.set("to", sender)
            self.send(ElementTree.tostring(stanza, encoding="unicode"))  # It may use prefixes; their meaning is what counts.

    def answer(self, stanza, kind, payload):
        attributes = {"type": kind, "id": stanza.get("id", ""), "from": stanza.get("to"), "to": stanza.get("from")}
        start = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
        self.send(f"<iq{start}>{payload}</iq>")

    def refuse(self, condition):
        self.send(f"<stream:error><{condition}"
                  " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>")
        raise ConnectionAbortedError(condition)


async def main():
    parser = argparse.ArgumentParser(description="Waits for an XMPP router to connect, and echoes.")
    parser.add_argument("domain")
    parser.add_argument("secret")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5348, help="0: a free one")
    options = parser.parse_args()

    async def serve(reader, writer):
        try:
            await Link(options.domain, options.secret, reader, writer).run()
        except (ConnectionError, ElementTree.ParseError) as trouble:
            print(f"link ended: {trouble}", flush=True)
        finally:
            writer.close()

    server = await asyncio.start_server(serve, options.host, options.port)
    print(f"{options.domain} waits at {options.host}:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
