import { type Channel, type HttpAnswer, openChannel } from "./channel.ts";
import type { Credentials } from "./credentials.ts";
import type { Environment } from "./kubeconfig.ts";

/** The way to an API server for what only reads: there is no other request in it than GET. */
export interface Connection extends Omit<Channel, "send"> {
  readonly signal: AbortSignal;
  /** One GET. @param path from the server's own path on @throws what Node says of the network or of TLS */
  readonly get: (path: string, accept: string) => Promise<HttpAnswer>;
}

/**
 * Prepares what connects to an API server; connects only when asked.
 * @param signal ends every request
 * @throws ClusterError for material that cannot be used
 */
export function connect(
  credentials: Credentials,
  userAgent: string,
  environment: Environment,
  signal: AbortSignal,
): Connection {
  const { send, ...channel } = openChannel(credentials, userAgent, environment);
  return { ...channel, signal, get: (path, accept) => send({ method: "GET", path, headers: { accept }, signal }) };
}
