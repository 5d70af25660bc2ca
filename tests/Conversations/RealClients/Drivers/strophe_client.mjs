// Drives strophe.js over WebSocket: strophe_client.mjs ACCOUNT SERVICE, such as wss://localhost:5280/xmpp-websocket
import { WebSocket } from "ws";
import { Strophe, $iq, $msg, $pres } from "strophe.js";
import { obey, tell } from "./orders.mjs";

const [account, service] = process.argv.slice(2);
const connection = new Strophe.Connection(service);
const handlers = { message: onMessage, presence: onPresence, iq: onIq };

for (const [name, handler] of Object.entries(handlers)) {
  connection.addHandler((stanza) => handler(stanza, stanza.getAttribute("from")) ?? true, null, name);
}

function onMessage(message, from) {
  const body = message.getElementsByTagName("body")[0];
  if (body) tell("message", from, body.textContent);
}

function onPresence(presence, from) {
  const type = presence.getAttribute("type");
  if (type === "subscribe") {
    // Whoever wants to see us may, and we want to see them.
    connection.send($pres({ to: from, type: "subscribed" }));
    connection.send($pres({ to: from, type: "subscribe" }));
  } else if (type === null || type === "unavailable") {
    tell("presence", from, type ?? "available");
  }
}

function onIq(iq) {
  const query = iq.getElementsByTagName("query")[0];
  if (query?.namespaceURI !== Strophe.NS.ROSTER) return;
  for (const item of query.getElementsByTagName("item")) {
    tell("roster", item.getAttribute("jid"), item.getAttribute("subscription"));
  }
  if (iq.getAttribute("type") === "set") connection.send($iq({ type: "result", id: iq.getAttribute("id") }));
}

const ended = new Promise((resolve) => {
  connection.connect(account, process.env.XMPP_PASSWORD, (status, condition) => {
    if (status === Strophe.Status.CONNECTED) {
      connection.sendIQ($iq({ type: "get" }).c("query", { xmlns: Strophe.NS.ROSTER }), () => {
        connection.send($pres());
        tell("online", connection.jid, connection._sasl_mechanism?.mechname);
      });
    } else if (status === Strophe.Status.DISCONNECTED) {
      tell("offline");
      resolve();
    } else if (status === Strophe.Status.AUTHFAIL || status === Strophe.Status.CONNFAIL) {
      tell("refused", condition);
    }
  });
});

await obey({
  subscribe: (to) => connection.send($pres({ to, type: "subscribe" })),
  say: (to, text) => connection.send($msg({ to, type: "chat", id: connection.getUniqueId() }).c("body").t(text)),
  quit: () => connection.disconnect(),
});
await ended;
