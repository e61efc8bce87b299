import { BlockList, isIP } from "node:net";
import type { Environment } from "./kubeconfig.ts";

/**
 * The proxy for a server by `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` (large or small letters), as Go and so kubectl
 * read them (golang.org/x/net/http/httpproxy): names and their subdomains, addresses, networks such as 10.0.0.0/8,
 * `*`, each with or without a port; this machine is never reached through a proxy.
 * @returns null: none
 */
export function environmentProxy(server: URL, environment: Environment): string | null {
  const scheme = server.protocol.slice(0, -1);
  const proxy = variable(environment, `${scheme}_proxy`);
  if (proxy === "") return null;
  const host = server.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  if (host === "localhost" || LOOPBACK.check(host, family(host))) return null;
  const port = server.port === "" ? (scheme === "https" ? "443" : "80") : server.port;
  const exceptions = variable(environment, "no_proxy").split(",");
  return exceptions.some((entry) => isMeant(entry.trim().toLowerCase(), host, port)) ? null : proxy;
}

function variable(environment: Environment, name: string): string {
  return environment[name.toUpperCase()] || environment[name] || "";
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8);
LOOPBACK.addAddress("::1", "ipv6");

function family(host: string): "ipv4" | "ipv6" {
  return isIP(host) === 6 ? "ipv6" : "ipv4";
}

function isMeant(entry: string, host: string, port: string): boolean {
  if (entry === "") return false;
  if (entry === "*") return true;
  const network = /^(.+)\/(\d{1,3})$/.exec(entry);
  if (network !== null) return isInNetwork(host, network[1] ?? "", Number(network[2]));
  const { name, only } = splitPort(entry);
  if (only !== null && only !== port) return false;
  if (isIP(host) !== 0 || isIP(name) !== 0) return name === host;
  const bare = name.replace(/^\*\./, ".");
  if (bare.startsWith(".")) return host.endsWith(bare);
  return host === bare || host.endsWith(`.${bare}`);
}

function splitPort(entry: string): { readonly name: string; readonly only: string | null } {
  const bracketed = /^\[(.+)\](?::(\d+))?$/.exec(entry);
  if (bracketed !== null) return { name: bracketed[1] ?? "", only: bracketed[2] ?? null };
  if (isIP(entry) !== 0) return { name: entry, only: null };
  const named = /^(.*):(\d+)$/.exec(entry);
  return named === null ? { name: entry, only: null } : { name: named[1] ?? "", only: named[2] ?? null };
}

function isInNetwork(host: string, address: string, bits: number): boolean {
  const version = isIP(address);
  if (version === 0 || isIP(host) !== version || bits > (version === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(address, bits, version === 4 ? "ipv4" : "ipv6");
  return list.check(host, version === 4 ? "ipv4" : "ipv6");
}
