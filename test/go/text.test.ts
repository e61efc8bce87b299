import { describe, expect, it } from "vitest";
import { decodeBase64 } from "../../src/go/base64.ts";
import { parseIp } from "../../src/go/ip.ts";
import { goQuote } from "../../src/go/quote.ts";
import { timeError } from "../../src/go/time.ts";
import { parseRequestUri, parseUrl } from "../../src/go/url.ts";

/* Every expectation here is what Go's own library answers. */

describe("%q", () => {
  it.each([
    ["v1", '"v1"'],
    ['a"b\\c', '"a\\"b\\\\c"'],
    ["\x07\b\f\n\r\t\v", '"\\a\\b\\f\\n\\r\\t\\v"'],
    ["\0\x1b\x7f", '"\\x00\\x1b\\x7f"'],
    ["\x85\u00a0\u200b\u2028\ufeff", '"\\u0085\\u00a0\\u200b\\u2028\\ufeff"'],
    ["é 😀 \u0301", '"é 😀 \u0301"'],
    ["\u{e0001}", '"\\U000e0001"'],
    ["\ud800", '"\ufffd"'],
  ])("%j", (text, quoted) => {
    expect(goQuote(text)).toBe(quoted);
  });
});

describe("base64.StdEncoding", () => {
  it.each<[string, number[] | number]>([
    ["", []],
    ["Cg==", [10]],
    ["Cgo=", [10, 10]],
    ["AAAA", [0, 0, 0]],
    ["C\ng=\r\n=\n", [10]],
    ["Ch==", [10]],
    ["Cg=", 3],
    ["Cg", 0],
    ["C", 0],
    ["=", 0],
    ["C===", 1],
    ["Cg=x", 2],
    ["Cg==x", 4],
    ["AAA=AAAA", 4],
    ["AAAAA", 4],
    ["Cg== ", 4],
    ["C-g=", 1],
    ["AAAAé", 4],
  ])("%j", (text, expected) => {
    const decoded = decodeBase64(text);
    expect(decoded.ok ? [...decoded.value] : decoded.offset).toEqual(expected);
  });
});

describe("time.RFC3339", () => {
  it.each([
    ["2024-12-31T23:59:59Z", null],
    ["2024-01-01T00:00:00+24:60", null],
    [
      "2024-01-01T00:00:00",
      'parsing time "2024-01-01T00:00:00" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "Z07:00"',
    ],
    ["2024-00-01T00:00:00Z", 'parsing time "2024-00-01T00:00:00Z": month out of range'],
    ["2024-01-00T00:00:00Z", 'parsing time "2024-01-00T00:00:00Z": day out of range'],
    ["2024-02-29T00:00:00.5+01:00", null],
    ["2024-01-01T1:00:00,25-23:59", null],
    ["", 'parsing time "" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "2006"'],
    ["2024-1-1", 'parsing time "2024-1-1" as "2006-01-02T15:04:05Z07:00": cannot parse "1-1" as "01"'],
    ["2024-01-01", 'parsing time "2024-01-01" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"'],
    ["2024-01-01T00:00:00Zx", 'parsing time "2024-01-01T00:00:00Zx": extra text: "x"'],
    [
      "\u65e5",
      'parsing time "\\xe6\\x97\\xa5" as "2006-01-02T15:04:05Z07:00": cannot parse "\\xe6\\x97\\xa5" as "2006"',
    ],
    [
      '"\\\n\x7f',
      'parsing time "\\"\\\\\\x0a\x7f" as "2006-01-02T15:04:05Z07:00": cannot parse "\\"\\\\\\x0a\x7f" as "2006"',
    ],
    ["2024-13-01T00:00:00Z", 'parsing time "2024-13-01T00:00:00Z": month out of range'],
    ["2024-02-30T00:00:00Z", 'parsing time "2024-02-30T00:00:00Z": day out of range'],
    ["2024-01-01T24:00:00Z", 'parsing time "2024-01-01T24:00:00Z": hour out of range'],
    ["2024-01-01T00:60:00Z", 'parsing time "2024-01-01T00:60:00Z": minute out of range'],
    ["2024-01-01T00:00:60Z", 'parsing time "2024-01-01T00:00:60Z": second out of range'],
    ["2024-01-01T00:00:00+25:00", 'parsing time "2024-01-01T00:00:00+25:00": time zone offset hour out of range'],
    ["2024-01-01T00:00:00+01:61", 'parsing time "2024-01-01T00:00:00+01:61": time zone offset minute out of range'],
  ])("%j", (text, error) => {
    expect(timeError(text)).toBe(error);
  });
});

describe("netip.ParseAddr", () => {
  it.each<[string, 4 | 6 | string]>([
    ["1.2.3.4", 4],
    ["::", 6],
    ["::1", 6],
    ["1::", 6],
    ["1:2:3:4:5:6:7:8", 6],
    ["1:2:3:4:5:6:7::", 6],
    ["::ffff:1.2.3.4", 6],
    ["1:2:3:4:5:6:1.2.3.4", 6],
    ["fe80::1%eth0", 6],
    ["abc", 'ParseAddr("abc"): unable to parse IP'],
    ["a%b", 'ParseAddr("a%b"): missing IPv6 address'],
    ["::%", 'ParseAddr("::%"): zone must be a non-empty string'],
    ["12345::", 'ParseAddr("12345::"): each group must have 4 or less digits (at "12345::")'],
    ["1:::2", 'ParseAddr("1:::2"): each colon-separated field must have at least one digit (at ":2")'],
    ["1::2::3", 'ParseAddr("1::2::3"): multiple :: in address (at ":3")'],
    ["1:", 'ParseAddr("1:"): colon must be followed by more characters (at ":")'],
    ["::1g", 'ParseAddr("::1g"): unexpected character, want colon (at "g")'],
    ["1:2", 'ParseAddr("1:2"): address string too short'],
    ["1:2:3:4:5:6:7:8:9", 'ParseAddr("1:2:3:4:5:6:7:8:9"): trailing garbage after address (at "9")'],
    ["::2:3:4:5:6:7:8:9", 'ParseAddr("::2:3:4:5:6:7:8:9"): the :: must expand to at least one field of zeros'],
    [
      "1:2:1.2.3.4",
      'ParseAddr("1:2:1.2.3.4"): embedded IPv4 address must replace the final 2 fields of the address (at "1.2.3.4")',
    ],
    [
      "::1:2:3:4:5:6:7:1.2.3.4",
      'ParseAddr("::1:2:3:4:5:6:7:1.2.3.4"): too many hex fields to fit an embedded IPv4 at the end of the address (at "1.2.3.4")',
    ],
    ["::1.2.3", 'ParseAddr("::1.2.3"): IPv4 address too short'],
    ["1.2.3.4.5", 'ParseAddr("1.2.3.4.5"): IPv4 address too long'],
    ["1..2.3", 'ParseAddr("1..2.3"): IPv4 field must have at least one digit (at ".2.3")'],
    ["01.2.3.4", 'ParseAddr("01.2.3.4"): IPv4 field has octet with leading zero'],
    ["256.1.1.1", 'ParseAddr("256.1.1.1"): IPv4 field has value >255'],
    ["1.2.3.x", 'ParseAddr("1.2.3.x"): unexpected character (at "x")'],
  ])("%j", (text, expected) => {
    const parsed = parseIp(text);
    expect(parsed.ok ? parsed.value : parsed.reason).toBe(expected);
  });
});

describe("url.Parse", () => {
  it.each([
    ["https://example.com/a", { scheme: "https", host: "example.com" }],
    ["HTTPS://A", { scheme: "https", host: "A" }],
    ["example.com", {}],
    ["", {}],
    ["*", {}],
    ["mailto:a@b", { scheme: "mailto" }],
    ["//h/p", { host: "h" }],
    ["///p", {}],
    ["https:///p", { scheme: "https" }],
    ["https://u:p%20@h:80/x?q#f%20g", { scheme: "https", host: "h:80", user: "u:p%20", query: "q", fragment: "f g" }],
    ["https://u@@h?#", { scheme: "https", host: "h", user: "u%40" }],
    ["https://a%C3%A9", { scheme: "https", host: "aé" }],
    ["https://[::1%25en0]:80", { scheme: "https", host: "[::1%en0]:80" }],
    ["https://[::1%25a%20b%41]", { scheme: "https", host: "[::1%a bA]" }],
    ["https://a%25b", { scheme: "https", host: "a%b" }],
  ])("%j", (text, parts) => {
    const nothing = { scheme: "", host: "", user: null, fragment: "", query: "" };
    expect(parseUrl(text, "strict")).toEqual({ ok: true, value: { ...nothing, ...parts } });
  });

  it.each([
    ["://", 'parse "://": missing protocol scheme'],
    ["a b:c", 'parse "a b:c": first path segment in URL cannot contain colon'],
    ["https://a b", 'parse "https://a b": invalid character " " in host name'],
    ["https://a\n", 'parse "https://a\\n": net/url: invalid control character in URL'],
    ["https://a%41", 'parse "https://a%41": invalid URL escape "%41"'],
    ["https://[::1%25%2f]", 'parse "https://[::1%25%2f]": invalid URL escape "%2f"'],
    ["https://[::1%25%c3]", 'parse "https://[::1%25%c3]": invalid URL escape "%c3"'],
    ["https://a/%zz", 'parse "https://a/%zz": invalid URL escape "%zz"'],
    ["https://a#%z", 'parse "https://a#%z": invalid URL escape "%z"'],
    ["https://u p@h", 'parse "https://u p@h": net/url: invalid userinfo'],
    ["https://a:b", 'parse "https://a:b": invalid port ":b" after host'],
    ["https://a:80:90", 'parse "https://a:80:90": invalid port ":80:90" after host'],
    ["https://a[::1]", 'parse "https://a[::1]": invalid IP-literal'],
    ["https://[1.2.3.4]", 'parse "https://[1.2.3.4]": invalid IP-literal'],
    ["https://[::1", `parse "https://[::1": missing ']' in host`],
    ["https://[x]", 'parse "https://[x]": invalid host: ParseAddr("x"): unable to parse IP'],
  ])("%j", (text, error) => {
    expect(parseUrl(text, "strict")).toEqual({ ok: false, reason: error });
  });
});

describe("url.Parse before Go 1.26", () => {
  it.each([
    ["https://a:80:90", { host: "a:80:90" }],
    ["https://a:b:80", { host: "a:b:80" }],
    ["https://::1]", 'parse "https://::1]": invalid port ":1]" after host'],
  ])("takes the last colon for the port's: %j", (text, expected) => {
    const parsed = parseUrl(text, "loose");
    expect(parsed.ok ? { host: parsed.value.host } : parsed.reason).toEqual(expected);
  });

  it("and so does Go 1.26 but for http and https", () => {
    expect(parseUrl("ftp://a:b:80", "strict")).toMatchObject({ ok: true, value: { host: "a:b:80" } });
  });
});

describe("url.ParseRequestURI", () => {
  it.each([
    ["https://example.com/x y", true],
    ["ftp://x/y", true],
    ["/abs", true],
    ["mailto:a@b", true],
    ["", false],
    ["rel", false],
    [" https://x", false],
  ])("%j", (text, ok) => {
    expect(parseRequestUri(text, "strict").ok).toBe(ok);
  });
});
