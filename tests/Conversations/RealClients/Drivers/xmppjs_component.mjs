// A component on @xmpp/component that answers every message with its own text: xmppjs_component.mjs DOMAIN SERVICE
import { component, xml } from "@xmpp/component";

const [domain, service] = process.argv.slice(2);
const echo = component({ service, domain, password: process.env.XMPP_SECRET });
echo.on("online", (address) => console.log("online", address.toString()));
echo.on("error", (error) => {
  console.error(error);
  process.exitCode = 1;
});
echo.on("stanza", (stanza) => {
  const body = stanza.getChildText("body");
  const { from, to, type, id } = stanza.attrs;
  if (stanza.is("message") && body !== null) echo.send(xml("message", { from: to, to: from, type, id }, xml("body", {}, body)));
});
await echo.start();
