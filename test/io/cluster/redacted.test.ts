import { expect, test } from "vitest";
import { redactor } from "../../../src/io/cluster/redacted.ts";

const TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzeXN0ZW0ifQ.c2lnbmF0dXJl";
const PASSWORD = "correct horse, battery";

test.each([
  ["whole", `no such user: Bearer ${TOKEN}`, "no such user: Bearer ***"],
  ["cut", `no such user: ${TOKEN.slice(3, 30)}…`, "no such user: ***"],
  ["in an address", `GET https://a/?token=${encodeURIComponent(TOKEN)}&x=1`, "GET https://a/?token=***&x=1"],
  ["in base64", `got ${Buffer.from(TOKEN).toString("base64url")}`, "got ***"],
  ["with blanks in it", `password ${PASSWORD} is wrong`, "password *** is wrong"],
  ["as JSON", `{"token":"${TOKEN}"}`, '{"token":"***"}'],
  ["not at all", "the resource is forbidden for system:anonymous", "the resource is forbidden for system:anonymous"],
])("a credential that is %s", (_, said, printed) => {
  expect(redactor([TOKEN, PASSWORD])(said)).toBe(printed);
});

test("what is no credential of anybody stays", () => {
  expect(redactor(["", "abc", "\ud800"])("abc and nothing")).toBe("abc and nothing");
  expect(redactor(["abcd"])("the user abcd, of abcdef")).toBe("the user ***, of ***ef");
});
