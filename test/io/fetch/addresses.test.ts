import { describe, expect, it } from "vitest";
import { addressFault } from "../../../src/io/fetch/addresses.ts";

const PUBLIC = [
  "93.184.216.34",
  "8.8.8.8",
  "172.15.0.1",
  "172.32.0.1",
  "100.63.0.1",
  "2606:4700::1",
  "2a00:1450:4001::64",
];
const PRIVATE = [
  "10.0.0.1",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "100.64.0.1",
  "fc00::1",
  "fdab::1",
  "::ffff:10.0.0.1",
  "::ffff:a00:1",
  "64:ff9b::a00:1",
  "2002:a00:1::",
];
const SPECIAL = [
  "127.0.0.1",
  "127.1.2.3",
  "0.0.0.0",
  "169.254.169.254",
  "100.100.100.200",
  "fd00:ec2::254",
  "224.0.0.1",
  "255.255.255.255",
  "192.0.2.1",
  "198.18.0.1",
  "240.0.0.1",
  "::",
  "::1",
  "fe80::1",
  "fe80::1%eth0",
  "ff02::1",
  "2001:db8::1",
  "::ffff:127.0.0.1",
  "::127.0.0.1",
  "64:ff9b::7f00:1",
  "2002:7f00:1::",
  "::ffff:0:7f00:1",
];

describe("addresses that a host may have", () => {
  it.each(PUBLIC)("%s: of the internet", (address) => {
    expect(addressFault("a.example.com", address, "public")).toBeNull();
  });

  it.each(PRIVATE)("%s: of a private network", (address) => {
    expect(addressFault("a.example.com", address, "public")).toBe(`a.example.com (${address}) is in a private network`);
    expect(addressFault("a.example.com", address, "private")).toBeNull();
  });

  it.each(SPECIAL)("%s: this machine, its links and the like", (address) => {
    const fault = `a.example.com (${address}) is no address of the internet`;
    expect(addressFault("a.example.com", address, "public")).toBe(fault);
    expect(addressFault("a.example.com", address, "private")).toBe(fault);
    expect(addressFault(address, address, "public")).toBe(`${address} is no address of the internet`);
    expect(addressFault("a.example.com", address, "any")).toBeNull();
  });
});
