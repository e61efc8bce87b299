import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from "node:http";
import { Agent, request as httpsRequest } from "node:https";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import type { ApiServer } from "./server.ts";

export interface Asked {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly authorization: string;
  readonly body: string;
}

export interface Said {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body: string;
}

export interface Between {
  /** Path of a kubeconfig with one context, `between`. */
  readonly kubeconfig: string;
  readonly asked: readonly Asked[];
  readonly close: () => Promise<void>;
}

/**
 * What stands between a client and the API server: it passes every byte on as the admin, unless `answer` has an answer of
 * its own, and may do something to the cluster before.
 * @param answer "cut": the connection ends without an answer; "lost": the server is asked and its answer thrown away
 */
export async function between(
  server: ApiServer,
  answer: (asked: Asked) => Promise<Said | "cut" | "lost" | null>,
  user: Readonly<Record<string, unknown>> = {},
  /** What it passes on is asked by the user whose token it got, not by the admin. */
  asUser = false,
): Promise<Between> {
  const file = (name: string) => readFileSync(join(server.directory, name));
  const admin = asUser ? {} : { cert: file("admin.crt"), key: file("admin.key") };
  const agent = new Agent({ keepAlive: true, ca: file("ca.crt"), ...admin });
  const asked: Asked[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = "", url = "", headers } = request;
    const one = { method, path: url, authorization: headers.authorization ?? "", body: String(await buffer(request)) };
    asked.push(one);
    const own = await answer(one);
    if (own === "cut") request.socket.destroy();
    else if (own !== null && own !== "lost") {
      response.writeHead(own.status, { "content-type": "application/json", ...own.headers }).end(own.body);
    } else {
      const { authorization, host: _, connection: __, ...rest } = headers;
      const passed = asUser ? { ...rest, authorization } : rest;
      const onward = httpsRequest(`${server.url}${url}`, { method, agent, headers: passed }, (incoming) => {
        if (own === "lost") {
          incoming.resume().on("end", () => request.socket.destroy());
          return;
        }
        response.writeHead(incoming.statusCode ?? 0, incoming.headers);
        incoming.pipe(response);
      });
      onward.on("error", () => request.socket.destroy());
      onward.end(one.body);
    }
  };
  const front = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  const address = front.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const kubeconfig = join(server.directory, `between-${port}.kubeconfig`);
  const config = {
    "current-context": "between",
    contexts: [{ name: "between", context: { cluster: "it", user: "someone" } }],
    clusters: [{ name: "it", cluster: { server: `http://127.0.0.1:${port}` } }],
    users: [{ name: "someone", user }],
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
  return {
    kubeconfig,
    asked,
    close: () =>
      new Promise((resolve) => {
        agent.destroy();
        front.closeAllConnections();
        front.close(() => resolve());
      }),
  };
}
