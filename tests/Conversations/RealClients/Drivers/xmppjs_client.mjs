// Drives @xmpp/client: xmppjs_client.mjs ACCOUNT SERVICE, such as xmpp://127.0.0.1:5222 or xmpps://localhost:5223
import { client, xml, jid } from "@xmpp/client";
import { WebSocket } from "ws";
import { obey, tell } from "./orders.mjs";

globalThis.WebSocket ??= WebSocket; // Node.js has its own from 22 on.

const [account, service] = process.argv.slice(2);
const { local: username, domain } = jid(account);
const xmpp = client({ service, domain, username, password: process.env.XMPP_PASSWORD });
xmpp.timeout = 60_000; // Milliseconds for each step; the machine may be busy.
const { iqCaller, iqCallee } = xmpp;
const ROSTER = "jabber:iq:roster";

function tellRoster(query) {
  for (const { attrs } of query.getChildren("item")) tell("roster", attrs.jid, attrs.subscription);
}

iqCallee.set(ROSTER, "query", ({ element }) => {
  tellRoster(element);
  return true;
});

let mechanism;
xmpp.on("send", (element) => {
  if (element.is("auth")) mechanism = element.attrs.mechanism;
});
xmpp.on("element", (element) => {
  if (element.is("failure")) tell("refused", element.children[0].name);
});
xmpp.on("online", async (address) => {
  tellRoster(await iqCaller.get(xml("query", ROSTER)));
  await xmpp.send(xml("presence"));
  tell("online", address, mechanism);
});
xmpp.on("offline", () => tell("offline"));
xmpp.on("error", (error) => {
  console.error(error);
  process.exitCode = 1;
});
xmpp.on("stanza", (stanza) => {
  const { type, from } = stanza.attrs;
  if (stanza.is("message") && stanza.getChildText("body") !== null) tell("message", from, stanza.getChildText("body"));
  else if (!stanza.is("presence")) return;
  else if (type === "subscribe") accept(from);
  else if (type === undefined || type === "unavailable") tell("presence", from, type ?? "available");
});

// Whoever wants to see us may, and we want to see them.
async function accept(to) {
  await xmpp.send(xml("presence", { to, type: "subscribed" }));
  await xmpp.send(xml("presence", { to, type: "subscribe" }));
}

await xmpp.start();
await obey({
  subscribe: (to) => xmpp.send(xml("presence", { to, type: "subscribe" })),
  say: (to, text) => xmpp.send(xml("message", { to, type: "chat", id: crypto.randomUUID() }, xml("body", {}, text))),
  quit: () => xmpp.stop(),
});
