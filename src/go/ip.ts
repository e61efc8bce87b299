import { done, failed, type Result } from "../base/result.ts";
import { goQuote } from "./quote.ts";

const IPV6_FIELDS = 8;
const HEX_GROUP = /^[0-9A-Fa-f]*/;

type Version = 4 | 6;

/** Go's netip.ParseAddr: which kind of address a text is, or the sentence that says why it is none. */
export function parseIp(text: string): Result<Version> {
  const problem = (message: string, at = "") =>
    failed(`ParseAddr(${goQuote(text)}): ${message}${at === "" ? "" : ` (at ${goQuote(at)})`}`);
  const decider = /[.:%]/.exec(text)?.[0];
  if (decider === undefined) return problem("unable to parse IP");
  if (decider === "%") return problem("missing IPv6 address");
  const found = decider === "." ? ipv4Problem(text) : ipv6Problem(text);
  return found === null ? done(decider === "." ? 4 : 6) : problem(found[0], found[1]);
}

type Problem = readonly [message: string, at?: string];

function ipv4Problem(text: string): Problem | null {
  let dots = 0;
  let digits = "";
  for (const [index, character] of [...text].entries()) {
    if (/^\d$/.test(character)) {
      if (digits === "0") return ["IPv4 field has octet with leading zero"];
      digits += character;
      if (Number(digits) > 255) return ["IPv4 field has value >255"];
    } else if (character === ".") {
      if (digits === "" || index === text.length - 1) {
        return ["IPv4 field must have at least one digit", text.slice(index)];
      }
      if (dots === 3) return ["IPv4 address too long"];
      dots++;
      digits = "";
    } else return ["unexpected character", text.slice(index)];
  }
  return dots < 3 ? ["IPv4 address too short"] : null;
}

function ipv6Problem(text: string): Problem | null {
  const percent = text.indexOf("%");
  if (percent === text.length - 1) return ["zone must be a non-empty string"];
  let rest = percent === -1 ? text : text.slice(0, percent);
  let fields = 0;
  let hasEllipsis = rest.startsWith("::");
  if (hasEllipsis) rest = rest.slice(2);
  if (hasEllipsis && rest === "") return null;
  while (fields < IPV6_FIELDS) {
    const group = HEX_GROUP.exec(rest)?.[0] ?? "";
    if (group.length > 4) return ["each group must have 4 or less digits", rest];
    if (group === "") return ["each colon-separated field must have at least one digit", rest];
    if (rest[group.length] === ".") {
      const problem = embeddedIpv4Problem(rest, fields, hasEllipsis);
      if (problem !== null) return problem;
      rest = "";
      fields += 2;
      break;
    }
    fields++;
    rest = rest.slice(group.length);
    if (rest === "") break;
    if (!rest.startsWith(":")) return ["unexpected character, want colon", rest];
    if (rest === ":") return ["colon must be followed by more characters", rest];
    rest = rest.slice(1);
    if (!rest.startsWith(":")) continue;
    if (hasEllipsis) return ["multiple :: in address", rest];
    hasEllipsis = true;
    rest = rest.slice(1);
    if (rest === "") break;
  }
  if (rest !== "") return ["trailing garbage after address", rest];
  if (fields < IPV6_FIELDS) return hasEllipsis ? null : ["address string too short"];
  return hasEllipsis ? ["the :: must expand to at least one field of zeros"] : null;
}

function embeddedIpv4Problem(rest: string, fields: number, hasEllipsis: boolean): Problem | null {
  if (!hasEllipsis && fields !== IPV6_FIELDS - 2) {
    return ["embedded IPv4 address must replace the final 2 fields of the address", rest];
  }
  if (fields + 2 > IPV6_FIELDS) {
    return ["too many hex fields to fit an embedded IPv4 at the end of the address", rest];
  }
  return ipv4Problem(rest);
}
