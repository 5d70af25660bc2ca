// What the drivers in JavaScript have in common: README.md beside this file.
import { createInterface } from "node:readline";

export function tell(...words) {
  console.log(words.join(" "));
}

/** Obeys what is said on standard input, until "quit" or its end. */
export async function obey(orders) {
  for await (const line of createInterface({ input: process.stdin })) {
    const [verb, ...words] = line.split(/ (.*)/s).filter(Boolean);
    if (verb === "quit") break;
    const [address, text] = words[0].split(/ (.*)/s);
    orders[verb](address, text);
  }
  await orders.quit();
}
