// A component on @xmpp/component that answers every message with its own text: xmppjs_component.mjs DOMAIN SERVICE [NAME]
// With a name, the answer begins with it.
import { component, xml } from "@xmpp/component";

const [domain, service, name] = process.argv.slice(2);
const before = name ? `${name}: ` : "";
const echo = component({ service, domain, password: process.env.XMPP_SECRET });
echo.timeout = 60_000; // Milliseconds for each step; the machine may be busy.
echo.on("online", (address) => console.log("online", address.toString()));
echo.on("error", (error) => {
  console.error(error);
  process.exitCode = 1;
});
echo.on("stanza", (stanza) => {
  const body = stanza.getChildText("body");
  const { from, to, type, id } = stanza.attrs;
  if (stanza.is("message") && body !== null) echo.send(xml("message", { from: to, to: from, type, id }, xml("body", {}, before + body)));
});
await echo.start();
