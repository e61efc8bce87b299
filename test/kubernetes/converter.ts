import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { Socket } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { isArray, isObject, type JsonValue, member, valueAt } from "../../src/base/json.ts";
import type { ApiServer } from "./server.ts";

export interface Converter {
  readonly url: string;
  readonly close: () => void;
}

/** What a webhook does with objects: convert them, say why it does not, or never answer. */
export type Decision = "convert" | "hang" | { readonly fails: string };

/**
 * A conversion webhook on loopback, with the server's own certificate: v1beta1 says `spec.a`, v1 says `spec.b`.
 * @param decide asked for each request, with the names of its objects
 */
export async function startConverter(
  server: ApiServer,
  decide: (names: readonly string[]) => Decision = () => "convert",
): Promise<Converter> {
  const file = (name: string) => readFileSync(path.join(server.directory, name));
  const webhook = createServer({ cert: file("server.crt"), key: file("server.key") }, async (request, response) => {
    // A server that waits no longer, or ends, cuts the connection.
    const body = await text(request).catch(() => null);
    if (body === null) return;
    const review: JsonValue = JSON.parse(body);
    const listed = valueAt(review, ["request", "objects"]);
    const objects = isArray(listed) ? listed : [];
    const decision = decide(objects.map((one) => String(valueAt(one, ["metadata", "name"]))));
    if (decision === "hang") return;
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify(answered(review, objects, decision)));
  });
  // Those too that have not shaken hands yet, which `closeAllConnections` does not know.
  const sockets = new Set<Socket>();
  webhook.on("connection", (socket: Socket) => sockets.add(socket));
  webhook.listen(0, "127.0.0.1");
  await once(webhook, "listening");
  const address = webhook.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `https://127.0.0.1:${address.port}/convert`,
    close: () => {
      webhook.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function answered(review: JsonValue, objects: readonly JsonValue[], decision: Exclude<Decision, "hang">): JsonValue {
  const uid = valueAt(review, ["request", "uid"]) ?? "";
  const to = String(valueAt(review, ["request", "desiredAPIVersion"]));
  const response =
    decision === "convert"
      ? { uid, convertedObjects: objects.map((one) => converted(one, to)), result: { status: "Success" } }
      : { uid, convertedObjects: [], result: { status: "Failure", message: decision.fails } };
  return { apiVersion: "apiextensions.k8s.io/v1", kind: "ConversionReview", response };
}

function converted(object: JsonValue, to: string): JsonValue {
  if (!isObject(object)) return object;
  const value = member(object.spec, "a") ?? member(object.spec, "b") ?? "";
  return { ...object, apiVersion: to, spec: { [to.endsWith("/v1") ? "b" : "a"]: value } };
}
