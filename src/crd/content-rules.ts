import { atLeast, type ServerVersion } from "../base/server-version.ts";

/*
 * The format checkers of k8s.io/apimachinery/pkg/util/validation and pkg/api/validate/content. Each answers with the
 * server's sentences, none when the value is right. Lengths are bytes of UTF-8, whatever the sentence says.
 */

const LABEL_1123 = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const SUBDOMAIN_1123 = `${LABEL_1123}(\\.${LABEL_1123})*`;
const LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
const QUALIFIED_NAME = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

const IS_SUBDOMAIN_1123 = new RegExp(`^${SUBDOMAIN_1123}$`);
const IS_LABEL_1123 = new RegExp(`^${LABEL_1123}$`);
const IS_LABEL_1035 = new RegExp(`^${LABEL_1035}$`);
const IS_QUALIFIED_NAME = new RegExp(`^${QUALIFIED_NAME}$`);
const IS_LABEL_VALUE = new RegExp(`^(${QUALIFIED_NAME})?$`);

/* Made once, for a list may have 100,000 wrong names. */
const SUBDOMAIN_TEXT = patternText(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  SUBDOMAIN_1123,
  ["example.com"],
);
const LABEL_1123_TEXT = patternText(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  LABEL_1123,
  ["my-name", "123-abc"],
);
const LABEL_1035_TEXT = patternText(
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  LABEL_1035,
  ["my-name", "abc-123"],
);
const QUALIFIED_TEXT = patternText(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  QUALIFIED_NAME,
  ["MyName", "my.name", "123-abc"],
);
const LABEL_VALUE_TEXT = patternText(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  `(${QUALIFIED_NAME})?`,
  ["MyValue", "my_value", "12345"],
);

const SUBDOMAIN_MAX = 253;
const LABEL_MAX = 63;

/** Go's len(): bytes of UTF-8. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

/** strings.ToLower: rune by rune, where JavaScript looks at the word and makes two characters of one. */
export function goLowerCase(text: string): string {
  return [...text].map((character) => (character === "\u0130" ? "i" : character.toLowerCase())).join("");
}

/** IsValidPathSegmentName: what may be part of a URL's path. A prefix may be "." or "..". */
export function pathSegmentErrors(name: string, isPrefix: boolean): string[] {
  if (!isPrefix && (name === "." || name === "..")) return [`may not be '${name}'`];
  return ["/", "%"]
    .filter((character) => name.includes(character))
    .map((character) => `may not contain '${character}'`);
}

/** IsDNS1123Subdomain */
export function dns1123SubdomainErrors(value: string): string[] {
  const errors = tooLong(value, SUBDOMAIN_MAX, "characters");
  if (!IS_SUBDOMAIN_1123.test(value)) errors.push(SUBDOMAIN_TEXT);
  return errors;
}

/** IsDNS1123Label */
export function dns1123LabelErrors(value: string, server: ServerVersion): string[] {
  const errors = tooLong(value, LABEL_MAX, "characters");
  const hasOnlyDots = atLeast(server, 27) && IS_SUBDOMAIN_1123.test(value);
  if (!IS_LABEL_1123.test(value)) errors.push(hasOnlyDots ? "must not contain dots" : LABEL_1123_TEXT);
  return errors;
}

/** IsDNS1035Label */
export function dns1035LabelErrors(value: string): string[] {
  const errors = tooLong(value, LABEL_MAX, "characters");
  if (!IS_LABEL_1035.test(value)) errors.push(LABEL_1035_TEXT);
  return errors;
}

/** IsQualifiedName, which newer servers call IsLabelKey: keys of labels and annotations, names of finalizers. */
export function qualifiedNameErrors(value: string, server: ServerVersion): string[] {
  const parts = value.split("/");
  const [first = "", second] = parts;
  if (parts.length > 2) {
    const called = labelKeysHaveOwnRules(server) ? "a valid label key" : "a qualified name";
    return [`${called} ${QUALIFIED_TEXT} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const name = second ?? first;
  const errors = second === undefined ? [] : prefixErrors(first, server);
  if (name === "") errors.push("name part must be non-empty");
  else for (const one of tooLong(name, LABEL_MAX, unit(server)).map((error) => `name part ${error}`)) errors.push(one);
  if (!IS_QUALIFIED_NAME.test(name)) errors.push(`name part ${QUALIFIED_TEXT}`);
  return errors;
}

/** IsValidLabelValue */
export function labelValueErrors(value: string, server: ServerVersion): string[] {
  const errors = tooLong(value, LABEL_MAX, unit(server));
  if (!IS_LABEL_VALUE.test(value)) {
    errors.push(LABEL_VALUE_TEXT);
  }
  return errors;
}

function prefixErrors(prefix: string, server: ServerVersion): string[] {
  if (prefix === "") return ["prefix part must be non-empty"];
  const errors = tooLong(prefix, SUBDOMAIN_MAX, unit(server));
  if (!IS_SUBDOMAIN_1123.test(prefix)) errors.push(SUBDOMAIN_TEXT);
  return errors.map((error) => `prefix part ${error}`);
}

/** Since 1.35 label keys and values are checked by pkg/api/validate/content, which counts in "bytes". */
function labelKeysHaveOwnRules(server: ServerVersion): boolean {
  return atLeast(server, 35);
}

function unit(server: ServerVersion): string {
  return labelKeysHaveOwnRules(server) ? "bytes" : "characters";
}

function tooLong(value: string, limit: number, what: string): string[] {
  return byteLength(value) > limit ? [`must be no more than ${limit} ${what}`] : [];
}

/** RegexError: its odd commas are the server's. */
function patternText(sentence: string, pattern: string, examples: readonly string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(" or ");
  return `${sentence} (e.g. ${shown}regex used for validation is '${pattern}')`;
}
