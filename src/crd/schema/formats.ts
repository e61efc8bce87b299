import { atLeast, type ServerVersion } from "../../base/server-version.ts";
import { byteLength } from "../content-rules.ts";
import { isCidr, isIpv4, isIpv6, isMac } from "./address-formats.ts";
import { isDate, isDateTime, isDuration } from "./time-formats.ts";

/** undefined: out of reach, because the server uses a parser that is not rebuilt here. */
export type FormatVerdict = boolean | undefined;

/** Longer texts would make the expressions below slow; no default is that long. */
const MAX_LENGTH = 1_000;

/**
 * Whether a text has a format, as k8s.io/kube-openapi/pkg/validation/strfmt says.
 * @returns null for a format that this server does not know, and so does not check
 */
export function checkFormat(format: string, text: string, server: ServerVersion): FormatVerdict | null {
  const check = checkOf(format, server);
  if (check === undefined) return null;
  return text.length > MAX_LENGTH ? undefined : check(text);
}

/** Whether this server knows a format of texts, and so checks it. */
export function isKnownFormat(format: string, server: ServerVersion): boolean {
  return checkOf(format, server) !== undefined;
}

function checkOf(format: string, server: ServerVersion): ((text: string) => FormatVerdict) | undefined {
  // The server compares names without dashes: `date-time` is `datetime`.
  const name = format.replaceAll("-", "");
  return FORMATS.get(name) ?? (atLeast(server, 34) ? FORMATS_SINCE_1_34.get(name) : undefined);
}

const UUID_TAIL = "-?[0-9a-f]{12}$";
const HOST_CHARACTER = "a-zA-Z0-9\\p{S}\\p{L}";
const HOSTNAME = new RegExp(
  `^([${HOST_CHARACTER}]((-?[${HOST_CHARACTER}]{0,62})?)|([${HOST_CHARACTER}](([-${HOST_CHARACTER}]{0,61}[${HOST_CHARACTER}])?)(\\.)){1,}([a-zA-Z\\p{L}]){2,63})$`,
  "u",
);
/** Go's \s: no vertical tab, no Unicode spaces. */
const SPACE = "[\\t\\n\\f\\r ]";
const COLOR = "(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])";
const SHORT_NAME = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";

const FORMATS: ReadonlyMap<string, (text: string) => FormatVerdict> = new Map([
  ["password", () => true],
  ["byte", matches(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/)],
  ["date", isDate],
  ["datetime", isDateTime],
  ["duration", isDuration],
  ["uuid", matches(new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}${UUID_TAIL}`, "i"))],
  ["uuid3", matches(new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}${UUID_TAIL}`, "i"))],
  ["uuid4", matches(new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}${UUID_TAIL}`, "i"))],
  ["uuid5", matches(new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}${UUID_TAIL}`, "i"))],
  ["bsonobjectid", matches(/^[0-9a-fA-F]{24}$/)],
  ["hexcolor", matches(/^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/)],
  [
    "rgbcolor",
    matches(new RegExp(`^rgb\\(${SPACE}*${COLOR}${SPACE}*,${SPACE}*${COLOR}${SPACE}*,${SPACE}*${COLOR}${SPACE}*\\)$`)),
  ],
  ["ssn", (text: string) => text.length === 11 && /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text)],
  ["creditcard", isCreditCard],
  ["isbn", (text: string) => isIsbn10(text) || isIsbn13(text)],
  ["isbn10", isIsbn10],
  ["isbn13", isIsbn13],
  ["ipv4", isIpv4],
  ["ipv6", isIpv6],
  ["cidr", isCidr],
  ["mac", isMac],
  ["hostname", isHostname],
  ["uri", isUri],
  ["email", isEmail],
]);

const FORMATS_SINCE_1_34: ReadonlyMap<string, (text: string) => FormatVerdict> = new Map([
  ["k8sshortname", (text: string) => text.length <= 63 && new RegExp(`^${SHORT_NAME}$`).test(text)],
  ["k8slongname", (text: string) => text.length <= 253 && new RegExp(`^${SHORT_NAME}(\\.${SHORT_NAME})*$`).test(text)],
]);

function matches(pattern: RegExp): (text: string) => boolean {
  return (text) => pattern.test(text);
}

function isHostname(text: string): boolean {
  if (byteLength(text) > 255 || text.split(".").some((label) => byteLength(label) > 63)) return false;
  return HOSTNAME.test(text);
}

const PLAIN_URL =
  /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[A-Za-z0-9.-]+(:\d{1,5})?(\/[A-Za-z0-9._~/-]*)?(\?[A-Za-z0-9._~=&-]*)?$/;
const PLAIN_PATH = /^\/([A-Za-z0-9._~-][A-Za-z0-9._~/-]*)?(\?[A-Za-z0-9._~=&-]*)?$/;

/** url.ParseRequestURI, where it cannot be mistaken. */
function isUri(text: string): FormatVerdict {
  if (PLAIN_URL.test(text) || PLAIN_PATH.test(text) || text === "*") return true;
  return !text.includes(":") && !text.startsWith("/") ? false : undefined;
}

const PLAIN_EMAIL = /^[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/;

/** mail.ParseAddress, where it cannot be mistaken. */
function isEmail(text: string): FormatVerdict {
  if (PLAIN_EMAIL.test(text)) return true;
  return text.includes("@") ? undefined : false;
}

// Formats with a check digit: k8s.io/kube-openapi/pkg/internal/third_party/govalidator.

const CREDIT_CARD =
  /^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\d{3})\d{11})$/;

/** Digits that belong to a known kind of card, with a right Luhn sum. Everything else in the text is passed over. */
function isCreditCard(text: string): boolean {
  const digits = text.replace(/[^0-9]+/g, "");
  if (!CREDIT_CARD.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = digit * 2;
    sum += i % 2 === 0 ? digit : doubled >= 10 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function isIsbn10(text: string): boolean {
  const digits = withoutSeparators(text);
  if (!/^(?:[0-9]{9}X|[0-9]{10})$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < 10; i++) sum += (i + 1) * (digits[i] === "X" ? 10 : Number(digits[i]));
  return sum % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = withoutSeparators(text);
  if (!/^[0-9]{13}$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < 12; i++) sum += (i % 2 === 0 ? 1 : 3) * Number(digits[i]);
  return Number(digits[12]) === (10 - (sum % 10)) % 10;
}

function withoutSeparators(text: string): string {
  return text.replace(/[\t\n\f\r -]+/g, "");
}
