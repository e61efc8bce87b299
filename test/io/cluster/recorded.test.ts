import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { isObject, type JsonObject, type JsonValue } from "../../../src/base/json.ts";
import { liveFromObject } from "../../../src/crd/live-from-object.ts";
import { describeOnData } from "../../data.ts";
import { type Handler, json, kubeconfig, testServer } from "./api-server.ts";
import { readWith } from "./reading.ts";

const LIST = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

interface Recorded {
  readonly path: string;
  readonly status: number;
  readonly body: JsonValue;
}

/** Answers what was recorded for exactly the same question, each in its turn. */
function replaying(answers: readonly Recorded[]): Handler {
  const left = [...answers];
  return (path, _, response) => {
    const index = left.findIndex((one) => one.path === path || one.path === path.replace("?limit=2", ""));
    const [answer] = index < 0 ? [] : left.splice(index, 1);
    if (answer === undefined) json(response, 404, { kind: "Status", message: "the server could not find it" });
    else json(response, answer.status, answer.body);
  };
}

async function reading(answers: readonly Recorded[]) {
  const server = await testServer(replaying(answers));
  const waited = await readWith(kubeconfig({ server: server.url }), { pageSize: 2 });
  await server.close();
  const { paths, host } = server;
  return { reading: waited.reading, host, asked: paths.filter((path) => path.startsWith(LIST)).length };
}

describeOnData("recorded", "what real API servers answered", (folder) => {
  const versions = fs.readdirSync(folder).filter((name) => name.startsWith("v1."));
  function recorded(version: string, name: string): Recorded {
    const { request, status, body } = JSON.parse(fs.readFileSync(path.join(folder, version, `${name}.json`), "utf8"));
    return { path: request.path, status, body };
  }

  test.each(versions)("%s: three pages are the whole list, also when it expires in between", async (version) => {
    const pages = ["list-page1", "list-page2", "list-page3"].map((name) => recorded(version, name));
    const known = recorded(version, "version");
    const { reading: paged, asked } = await reading([...pages, known]);
    const whole = recorded(version, "list-all");
    const items = isObject(whole.body) && Array.isArray(whole.body.items) ? whole.body.items : [];
    const facts = items.filter(isObject).map((item: JsonObject) => [nameOf(item), liveFromObject(item)] as const);
    expect(asked).toBe(3);
    expect(paged).toMatchObject({ ok: true, value: { warnings: [], snapshot: { serverVersion: version } } });
    expect(paged.ok && paged.value.snapshot.crds).toEqual(Object.fromEntries(facts));

    const expired = { ...recorded(version, "410-expired-continue"), path: pages[1]?.path ?? "" };
    const again = await reading([...pages, known].flatMap((one) => (one === pages[0] ? [one, expired, one] : [one])));
    expect(again).toEqual({ reading: paged, asked: 5, host: again.host });
  });

  test.each(versions)("%s: each refusal is told in the server's own words", async (version) => {
    const told = async (name: string) => {
      const { reading: refused, host } = await reading([recorded(version, name)]);
      return refused.ok ? "read" : refused.message.replace(host, "HOST");
    };
    expect(
      await Promise.all(["401-bad-token", "403-nobody-list", "403-anonymous", "406-not-acceptable"].map(told)),
    ).toEqual([
      'HOST does not know the credentials of "someone" (401: Unauthorized).',
      'HOST does not let "someone" read: customresourcedefinitions.apiextensions.k8s.io is forbidden: User "nobody" cannot list resource "customresourcedefinitions" in API group "apiextensions.k8s.io" at the cluster scope.',
      'HOST does not let "someone" read: customresourcedefinitions.apiextensions.k8s.io is forbidden: User "system:anonymous" cannot list resource "customresourcedefinitions" in API group "apiextensions.k8s.io" at the cluster scope.',
      expect.stringMatching(/^HOST answered 406: .*Not Acceptable/),
    ]);
  });
});

function nameOf(item: JsonObject): string {
  return isObject(item.metadata) ? String(item.metadata.name) : "";
}
