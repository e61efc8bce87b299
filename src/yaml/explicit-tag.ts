import { resolveCoreScalar } from "./core-scalar.ts";
import { resolveKubernetesScalar, type Scalar } from "./kubernetes-scalar.ts";

/** How scalars become values: as Kubernetes' reader does, by the core schema of YAML 1.2, or as JSON. */
export type Dialect = "kubernetes" | "core" | "json";

/** `unknown`: no such tag in this dialect. `misfit`: the text has no value of that type. */
export type TaggedScalar = { readonly value: Scalar } | "unknown" | "misfit";

const STANDARD = "tag:yaml.org,2002:";
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const TIMESTAMP =
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:\.[0-9]+)?(?:Z|[-+][0-9]{2}:[0-9]{2})| [0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:\.[0-9]+)?))?$/;

/** The full name of a tag as written: `!!int` is `tag:yaml.org,2002:int`. */
export function tagName(written: string): string {
  if (written.startsWith("!<")) return decode(written.slice(2, -1));
  return written.startsWith("!!") ? STANDARD + decode(written.slice(2)) : decode(written);
}

function decode(name: string): string {
  return name.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Whether a collection may carry the tag. go-yaml v2 looks at no collection's tag at all. */
export function isCollectionTag(name: string, dialect: Dialect): boolean {
  return dialect === "kubernetes" || name === "!" || name === `${STANDARD}map` || name === `${STANDARD}seq`;
}

/**
 * The value of a scalar with an explicit tag (go-yaml v2 `resolve`): a known type is checked, any other tag makes
 * a string. `plain` is the value the text has without the tag.
 */
export function resolveTagged(name: string, text: string, dialect: Dialect): TaggedScalar {
  const plain = dialect === "kubernetes" ? resolveKubernetesScalar(text) : resolveCoreScalar(text);
  switch (name) {
    case "!":
    case `${STANDARD}str`:
      return { value: text };
    case `${STANDARD}null`:
      return plain === null ? { value: null } : "misfit";
    case `${STANDARD}bool`:
      return typeof plain === "boolean" ? { value: plain } : "misfit";
    case `${STANDARD}int`:
      return typeof plain === "number" && isWrittenAsInteger(text) ? { value: plain } : "misfit";
    case `${STANDARD}float`:
      return typeof plain === "number" ? { value: plain } : "misfit";
    default:
      return dialect === "kubernetes" ? resolveYaml11(name, text) : "unknown";
  }
}

function resolveYaml11(name: string, text: string): TaggedScalar {
  if (name === `${STANDARD}timestamp`) return TIMESTAMP.test(text) ? { value: text } : "misfit";
  if (name !== `${STANDARD}binary`) return { value: text };
  const encoded = text.replace(/[\r\n]/g, "");
  if (!BASE64.test(encoded)) return "misfit";
  const bytes = Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
  return { value: goText(bytes) };
}

/** `1e3` and `1.0` are floats even though their value is whole, and so is `08`, which is no octal number. */
export function isWrittenAsInteger(text: string): boolean {
  if (/^[-+]?0[xXbBoO]/.test(text)) return true;
  return !/[.eE]/.test(text) && !/^[-+]?0[0-9_]*[89]/.test(text);
}

const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });
const REPLACED = "\ufffd";

/**
 * Bytes as Go makes JSON of a string: each byte that begins no character is one U+FFFD. A decoder of the web platform makes
 * one of all bytes of a character that breaks off (encoding.spec.whatwg.org), so that only text without any is its to decode.
 */
function goText(bytes: Uint8Array): string {
  const text = DECODER.decode(bytes);
  if (!text.includes(REPLACED)) return text;
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = lengthBy(bytes[at] ?? 0);
    const part = bytes.subarray(at, at + length);
    const character = DECODER.decode(part);
    const isWhole = part.length === length && isCharacter(character, length);
    parts.push(isWhole ? character : REPLACED);
    at += isWhole ? length : 1;
  }
  return parts.join("");
}

/** How many bytes a character has that begins with this one. */
function lengthBy(first: number): number {
  if (first < 0xc2) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

/** Whether that many bytes were one character. U+FFFD itself is one, and no three other bytes become a single U+FFFD. */
function isCharacter(decoded: string, length: number): boolean {
  if (decoded.startsWith(REPLACED)) return decoded === REPLACED && length === 3;
  return length === 4 ? decoded.length === 2 : decoded.length === 1;
}
