import dns from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import type { Reach } from "../../fetch/policy.ts";
import { FetchFailure, networkFailure } from "./failure.ts";

export interface HostAddress {
  readonly address: string;
  readonly family: number;
}

/** A host's addresses, all of them. @throws what the resolver says */
export type Resolve = (host: string) => Promise<readonly HostAddress[]>;

export const systemResolve: Resolve = (host) => dns.lookup(host, { all: true, verbatim: true });

/** RFC 1918, shared space of carriers (RFC 6598), and unique local addresses: somebody's own network. */
const PRIVATE = subnets([
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["100.64.0.0", 10],
  ["fc00::", 7],
]);

/**
 * What is no address of the internet at all (IANA's special-purpose registries): this machine, its links with the
 * metadata of clouds (169.254.169.254, fd00:ec2::254), multicast, examples, benchmarks, what is reserved.
 */
const SPECIAL = subnets([
  ["0.0.0.0", 8],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
  // Alibaba's and Oracle's metadata, which stand in space that is private or shared.
  ["100.100.100.200", 32],
  ["192.0.0.192", 32],
  ["fd00:ec2::254", 128],
  ["::", 128],
  ["::1", 128],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["3fff::", 20],
  ["5f00::", 16],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
]);

function subnets(list: readonly (readonly [string, number])[]): BlockList {
  const blocks = new BlockList();
  for (const [address, bits] of list) blocks.addSubnet(address, bits, address.includes(":") ? "ipv6" : "ipv4");
  return blocks;
}

/** Which address it is, with what an IPv6 address has in it of an IPv4 one (mapped, translated, 6to4). */
function kindOf(address: string): "public" | "private" | "special" {
  const inner = embedded(address);
  if (inner !== null) return kindOf(inner);
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  if (SPECIAL.check(address, family)) return "special";
  return PRIVATE.check(address, family) ? "private" : "public";
}

function embedded(address: string): string | null {
  if (isIP(address) !== 6) return null;
  const bare = address.split("%")[0] ?? address;
  // `URL` writes an IPv6 address in one way, without dots.
  const groups = expanded(new URL(`http://[${bare}]/`).hostname.slice(1, -1));
  const last = [groups[6] ?? 0, groups[7] ?? 0];
  const isZero = (from: number, to: number) => groups.slice(from, to).every((one) => one === 0);
  if (isZero(0, 5) && groups[5] === 0xffff) return dotted(last);
  if (isZero(0, 4) && groups[4] === 0xffff && groups[5] === 0) return dotted(last);
  if (isZero(0, 6) && (last[0] !== 0 || (last[1] ?? 0) > 1)) return dotted(last);
  if (groups[0] === 0x64 && groups[1] === 0xff9b && isZero(2, 6)) return dotted(last);
  return groups[0] === 0x2002 ? dotted(groups.slice(1, 3)) : null;
}

function expanded(text: string): readonly number[] {
  const [before = "", after] = text.split("::");
  const numbers = (part: string) => (part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)));
  if (after === undefined) return numbers(before);
  const [head, tail] = [numbers(before), numbers(after)];
  return [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

function dotted([high = 0, low = 0]: readonly number[]): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

/** @returns null: it may be connected to; else part of a sentence */
export function addressFault(host: string, address: string, reach: Reach): string | null {
  const kind = kindOf(address);
  if (reach === "any" || kind === "public" || (kind === "private" && reach === "private")) return null;
  const name = address === host ? host : `${host} (${address})`;
  return `${name} is ${kind === "private" ? "in a private network" : "no address of the internet"}`;
}

/**
 * The addresses of a URL's host that may be connected to. Who connects takes these and asks no resolver again, whose next
 * answer could be another one.
 * @throws FetchFailure where any of them may not be, or none is known
 */
export async function allowedAddresses(url: URL, reach: Reach, resolve: Resolve): Promise<readonly HostAddress[]> {
  const bare = url.hostname.replace(/^\[|\]$/g, "");
  const family = isIP(bare);
  const found = family === 0 ? await lookedUp(bare, resolve) : [{ address: bare, family }];
  for (const { address } of found) {
    const fault = addressFault(bare, address, reach);
    if (fault !== null) throw new FetchFailure(fault, { refused: url });
  }
  return found;
}

async function lookedUp(host: string, resolve: Resolve): Promise<readonly HostAddress[]> {
  try {
    return await resolve(host);
  } catch (error) {
    throw networkFailure(host, error);
  }
}
