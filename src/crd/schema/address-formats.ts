/*
 * Formats of network addresses: net.ParseIP, net.ParseMAC, and the sloppy forms of k8s.io/utils/net, which take
 * leading zeros in IPv4.
 */

export function isIpv4(text: string): boolean | undefined {
  // An IPv6 address with dots in it counts as well.
  if (text.includes(":")) return text.includes(".") ? undefined : false;
  return isSloppyIpv4(text);
}

export function isIpv6(text: string): boolean {
  return text.includes(":") && isIpv6Address(text, /^[0-9a-fA-F]{1,4}$/);
}

export function isCidr(text: string): boolean | undefined {
  const slash = text.indexOf("/");
  if (slash < 0) return false;
  const address = text.slice(0, slash);
  const bits = text.slice(slash + 1);
  if (!/^\d+$/.test(bits)) return false;
  if (address.includes(":")) {
    return address.includes(".") ? undefined : isIpv6Address(address, /^0*[0-9a-fA-F]{1,4}$/) && Number(bits) <= 128;
  }
  return isSloppyIpv4(address) && Number(bits) <= 32;
}

const MAC_LENGTHS = [6, 8, 20];

/** Pairs with colons or dashes, or groups of four with dots; 48, 64 or 160 bits. */
export function isMac(text: string): boolean | undefined {
  // Only servers built with a newer Go take these without separators.
  if (/^[0-9a-fA-F]+$/.test(text) && MAC_LENGTHS.includes(text.length / 2)) return undefined;
  if (/^[0-9a-fA-F]{4}(\.[0-9a-fA-F]{4})+$/.test(text)) return MAC_LENGTHS.includes(text.split(".").length * 2);
  const separator = text.charAt(2);
  if (separator !== ":" && separator !== "-") return false;
  const pairs = text.split(separator);
  return MAC_LENGTHS.includes(pairs.length) && pairs.every((pair) => /^[0-9a-fA-F]{2}$/.test(pair));
}

function isSloppyIpv4(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => /^\d+$/.test(part) && Number(part) <= 255);
}

function isStrictIpv4(text: string): boolean {
  return isSloppyIpv4(text) && text.split(".").every((part) => part === "0" || !part.startsWith("0"));
}

/** Up to eight groups, one run of them shortened to `::`, the last two perhaps an IPv4 address. */
function isIpv6Address(text: string, group: RegExp): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  let count = groups.length;
  const last = groups.at(-1) ?? "";
  if (last.includes(".")) {
    if (!isStrictIpv4(last) || halves.at(-1) === "") return false;
    groups.pop();
    count++;
  }
  if (!groups.every((part) => group.test(part))) return false;
  return halves.length === 2 ? count < 8 : count === 8;
}
