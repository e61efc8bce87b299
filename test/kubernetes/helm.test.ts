import { createHash } from "node:crypto";
import { dump } from "js-yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isObject, type JsonObject } from "../../src/base/json.ts";
import { check } from "../../src/check/check.ts";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { liveFromObject } from "../../src/crd/live-from-object.ts";
import { NO_BASE } from "../../src/entry/check-options.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import type { Finding } from "../../src/report/report.ts";
import { type Files, judged } from "../check/in-memory.ts";
import { GUARD, recorded } from "../check/recorded.ts";
import { repository } from "../git/repository.ts";
import { renderingWith, toolFolder } from "../tools/tool-path.ts";
import { skippedWithout } from "../tools/tools.ts";
import { skippedWithoutBinaries } from "./binaries.ts";
import { contents, crdPath, eventually, objectsPath } from "./crd-client.ts";
import { type Helm, startHelm } from "./helm.ts";
import { skippedWithoutKubectl } from "./kubectl.ts";
import { crd, GROUP, kindOf, version } from "./lanes.ts";
import { type ApiServer, startApiServer } from "./server.ts";

const OBJECTS = 3;

const skipped = skippedWithoutBinaries || skippedWithoutKubectl || skippedWithout("helm3", "helm4");

describe.skipIf(skipped !== "")(`what helm does with CRDs${skipped}`, () => {
  let server: ApiServer;
  beforeAll(async () => {
    server = await startApiServer();
  }, 90_000);
  afterAll(() => server.stop());

  describe.each(["helm3", "helm4"] as const)("%s", (name) => {
    let helm: Helm;
    const tools = toolFolder({ helm: name });
    beforeAll(async () => {
      helm = await startHelm(server, name);
    });
    afterAll(() => helm.stop());

    /** A CRD of its own for each test and helm. */
    const plural = (of: string) => `${of}${name}s`;

    it("deletes a CRD that leaves the templates, with every object, and keeps it after the steps of the report", async () => {
      const [lost, kept] = [plural("lost"), plural("kept")];
      for (const one of [lost, kept]) {
        helm.write({ ...onDisk(chart(one, "templates"), `${one}/base`), ...onDisk(chart(one, "crds"), `${one}/next`) });
        await runs(`helm install ${one} ${one}/base --namespace net`);
        await write(one);
      }
      const before = await contents(server, kept, "v1");
      expect(before).toHaveLength(OBJECTS);
      const [finding] = await findings(kept, "templates", "crds");
      expect([finding?.rule, finding?.severity]).toEqual(["crd-deleted-by-helm", "error"]);

      await runs(`helm upgrade ${lost} ${lost}/next --namespace net`);
      await isGone(lost);

      const outputs = await commands(finding);
      expect(outputs).toEqual([
        `${OBJECTS}\n`,
        `customresourcedefinition.apiextensions.k8s.io/${kept}.${GROUP} annotated\n`,
      ]);
      expect(await contents(server, kept, "v1")).toEqual(before);
      expect(await findings(kept, "templates", "crds")).toEqual([]);
      await runs(`helm upgrade ${kept} ${kept}/next --namespace net`);
      expect(await contents(server, kept, "v1")).toEqual(before);
    });

    it("keeps a CRD whose template said so one release before, also at an uninstall, which does not look at the live one", async () => {
      const [upgraded, uninstalled, live] = [plural("up"), plural("un"), plural("live")];
      for (const one of [upgraded, uninstalled, live]) {
        helm.write({
          ...onDisk(chart(one, "templates"), `${one}/base`),
          ...onDisk(chart(one, "templates", { annotations: { "helm.sh/resource-policy": "keep" } }), `${one}/keep`),
          ...onDisk(chart(one, "crds"), `${one}/next`),
        });
        await runs(`helm install ${one} ${one}/base --namespace net`);
        await write(one);
      }
      await runs(`helm upgrade ${upgraded} ${upgraded}/keep --namespace net`);
      await runs(`helm upgrade ${upgraded} ${upgraded}/next --namespace net`);
      await runs(`helm upgrade ${uninstalled} ${uninstalled}/keep --namespace net`);
      await runs(`helm uninstall ${uninstalled} --namespace net`);
      await runs(`kubectl --context "$CTX" annotate crd ${live}.${GROUP} helm.sh/resource-policy=keep`);
      await runs(`helm uninstall ${live} --namespace net`);
      expect(await contents(server, upgraded, "v1")).toHaveLength(OBJECTS);
      expect(await contents(server, uninstalled, "v1")).toHaveLength(OBJECTS);
      await isGone(live);
    });

    it("leaves what crds/ brought alone when it leaves the folder, and when the release is uninstalled", async () => {
      const one = plural("folder");
      const without = { "charts/net/Chart.yaml": "apiVersion: v2\nname: net\nversion: 0.2.0\n" };
      helm.write({ ...onDisk(chart(one, "crds"), `${one}/base`), ...onDisk(without, `${one}/next`) });
      await installed(one);
      await write(one);
      const before = await contents(server, one, "v1");
      await runs(`helm upgrade ${one} ${one}/next --namespace net`);
      expect(await contents(server, one, "v1")).toEqual(before);
      await runs(`helm uninstall ${one} --namespace net`);
      expect(await contents(server, one, "v1")).toEqual(before);
      expect(before).toHaveLength(OBJECTS);
    });

    it("refuses a CRD without its label and annotations in the words of the report, until the report's steps are done", async () => {
      const [moved, taken] = [plural("moved"), plural("taken")];
      for (const one of [moved, taken]) {
        helm.write({ ...onDisk(chart(one, "crds"), `${one}/base`), ...onDisk(chart(one, "templates"), `${one}/next`) });
        await installed(one);
        await write(one);
      }
      const before = await contents(server, moved, "v1");
      const [finding] = await refusals(moved);
      const refused = await helm.shell(`helm upgrade ${moved} ${moved}/next --namespace net`);
      expect([refused.code, refused.stderr]).toEqual([
        1,
        `Error: UPGRADE FAILED: ${name === "helm3" ? "Unable" : "unable"} to continue with update: ${sentenceOf(finding)}\n`,
      ]);
      expect(await contents(server, moved, "v1")).toEqual(before);
      await commands(finding);
      expect(await refusals(moved)).toEqual([]);
      await runs(`helm upgrade ${moved} ${moved}/next --namespace net`);
      expect(await contents(server, moved, "v1")).toEqual(before);

      await runs(`helm upgrade ${taken} ${taken}/next --namespace net --take-ownership`);
      expect(await refusals(taken)).toEqual([]);
      expect(await contents(server, taken, "v1")).toHaveLength(OBJECTS);

      const [another] = await refusals(taken, "other");
      const second = await helm.shell(`helm install other ${taken}/next --namespace net`);
      expect([second.code, second.stderr]).toEqual([
        1,
        `Error: INSTALLATION FAILED: ${name === "helm3" ? "Unable" : "unable"} to continue with install: ${sentenceOf(another)}\n`,
      ]);
    });

    it("brings nothing of crds/ with an upgrade, and fails on an object of it, until the report's step is done", async () => {
      const one = plural("once");
      const next = chart(one, "crds", {}, ["v2"]);
      const object = { apiVersion: `${GROUP}/v2`, kind: kindOf(one), metadata: { name: "new", namespace: "default" } };
      helm.write({
        ...onDisk(chart(one, "crds"), `${one}/base`),
        ...onDisk(next, `${one}/next`),
        ...onDisk({ ...next, "charts/net/templates/new.yaml": dump(object) }, `${one}/uses`),
      });
      await installed(one);
      await write(one);
      const before = await contents(server, one, "v1");
      const [finding] = await neverApplied(one, { ...next, "charts/net/templates/new.yaml": dump(object) });
      expect([finding?.severity, finding?.related.map(({ path }) => path)]).toEqual([
        "error",
        ["charts/net/templates/new.yaml"],
      ]);
      await runs(`helm upgrade ${one} ${one}/next --namespace net`);
      expect((await liveOf(one)).versions.map((version) => version.name)).toEqual(["v1"]);
      const upgrade = `helm upgrade ${one} ${one}/uses --namespace net --disable-openapi-validation`;
      const refused = await helm.shell(upgrade);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain(`no matches for kind "${kindOf(one)}" in version "${GROUP}/v2"`);
      expect(finding?.message).toContain(`no matches for kind "${kindOf(one)}" in version "${GROUP}/v2"`);

      const command = finding?.remedy.steps[0]?.command?.replace("charts/net/", `${one}/uses/`) ?? "";
      expect(command).toBe(`kubectl --context "$CTX" apply --server-side --force-conflicts -f ${one}/uses/crds/`);
      await runs(command);
      expect(await neverApplied(one, next)).toEqual([]);
      await eventually(
        () => server.request("GET", objectsPath(one, "v2", "default")),
        ({ status }) => status === 200,
      );
      await runs(upgrade);
      expect(await contents(server, one, "v1")).toEqual([
        expect.objectContaining({ metadata: expect.objectContaining({ name: "new" }) }),
        ...before,
      ]);
    });

    it("is stuck with an object at a version that is gone, unless the report's steps went before", async () => {
      const one = plural("held");
      const both = [version("v1", { storage: false }), version("v2", { storage: true })];
      const gone = [version("v1", { storage: false, served: false }), version("v2", { storage: true })];
      const files = (versions: readonly JsonObject[], at: string): Files => ({
        "charts/net/Chart.yaml": "apiVersion: v2\nname: net\nversion: 0.1.0\n",
        "charts/net/templates/a.yaml": dump({
          apiVersion: `${GROUP}/${at}`,
          kind: kindOf(one),
          metadata: { name: "a", namespace: "default" },
          spec: { weight: 1 },
        }),
        "crds/crd.yaml": dump(crd(one, versions)),
      });
      for (const at of ["v1", "v2"]) helm.write(onDisk(files(both, at), `${one}/${at}`));
      helm.write({ [`${one}/both.yaml`]: dump(crd(one, both)), [`${one}/gone.yaml`]: dump(crd(one, gone)) });
      const served = async (file: string, status: number) => {
        await runs(`kubectl --context "$CTX" apply --validate=false --server-side --force-conflicts -f ${one}/${file}`);
        for (const [at, expected] of [
          ["v1", status],
          ["v2", 200],
        ] as const)
          await eventually(
            () => server.request("GET", objectsPath(one, at, "default")),
            (answer) => answer.status === expected,
          );
      };
      const options = "--namespace net --disable-openapi-validation";
      await served("both.yaml", 200);
      await runs(`helm install ${one} ${one}/v1 ${options}`);
      const before = await contents(server, one, "v2");
      expect(before).toHaveLength(1);
      const config = { helm: [{ chart: "charts/net", release: one, namespace: "net" }], apply: "helm" };
      const [finding] = await checked(HOLDS, one, files(gone, "v2"), config, files(both, "v1"));
      expect([finding?.severity, finding?.location.path]).toEqual(["warning", "crds/crd.yaml"]);

      await served("gone.yaml", 404);
      const words = `unable to build kubernetes objects from current release manifest: resource mapping not found`;
      const missing = `no matches for kind "${kindOf(one)}" in version "${GROUP}/v1"`;
      expect(finding?.message).toContain(`\`${words} ... ${missing}\``);
      for (const command of [`upgrade ${one} ${one}/v2 ${options}`, `rollback ${one} 1 --namespace net`]) {
        const refused = await helm.shell(`helm ${command}`);
        expect(refused.code).toBe(1);
        expect(refused.stderr).toContain(words);
        expect(refused.stderr).toContain(missing);
      }
      const uninstalled = await helm.shell(`helm uninstall ${one} --namespace net`);
      expect([uninstalled.code, uninstalled.stderr]).toEqual([1, `Error: failed to delete release: ${one}\n`]);
      expect(await contents(server, one, "v2")).toEqual(before);

      await served("both.yaml", 200);
      expect(await commands(finding)).toEqual(["1\n"]);
      await runs(`helm upgrade ${one} ${one}/v2 ${options}`);
      expect(await commands(finding)).toEqual(["0\n"]);
      await served("gone.yaml", 404);
      await runs(`helm upgrade ${one} ${one}/v2 ${options}`);
      expect(await contents(server, one, "v2")).toEqual(before);
      expect(await checked(HOLDS, one, files(gone, "v2"), config, files(both, "v2"))).toEqual([]);
    });

    it("is not stuck where one upgrade moves the object and stops serving the version", async () => {
      const one = plural("moves");
      const step = (versions: readonly JsonObject[], at: string): Files => {
        const object = {
          apiVersion: `${GROUP}/${at}`,
          kind: kindOf(one),
          metadata: { name: "a", namespace: "default" },
        };
        return {
          "charts/net/Chart.yaml": "apiVersion: v2\nname: net\nversion: 0.1.0\n",
          "charts/net/templates/crd.yaml": dump(crd(one, versions)),
          ...(at === "" ? {} : { "charts/net/templates/a.yaml": dump(object) }),
        };
      };
      const both = [version("v1", { storage: false }), version("v2", { storage: true })];
      const gone = [version("v1", { storage: false, served: false }), version("v2", { storage: true })];
      helm.write({
        ...onDisk(step(both, ""), `${one}/first`),
        ...onDisk(step(both, "v1"), `${one}/base`),
        ...onDisk(step(gone, "v2"), `${one}/next`),
      });
      const options = "--namespace net --disable-openapi-validation";
      await runs(`helm install ${one} ${one}/first ${options}`);
      await eventually(
        () => server.request("GET", objectsPath(one, "v1", "default")),
        ({ status }) => status === 200,
      );
      await runs(`helm upgrade ${one} ${one}/base ${options}`);
      const before = await contents(server, one, "v2");
      expect(before).toHaveLength(1);
      const config = { helm: [{ chart: "charts/net", release: one, namespace: "net" }], apply: "helm" };
      expect(await checked(HOLDS, one, step(gone, "v2"), config, step(both, "v1"))).toEqual([]);
      await runs(`helm upgrade ${one} ${one}/next ${options}`);
      await eventually(
        () => server.request("GET", objectsPath(one, "v1", "default")),
        ({ status }) => status === 404,
      );
      await runs(`helm upgrade ${one} ${one}/next ${options}`);
      expect(await contents(server, one, "v2")).toEqual(before);
    });

    it("answers a lookup of CRDs by the cluster alone, which the report says, and shows it by the report's command", async () => {
      const one = plural("asked");
      const manifest = crd(one, [version("v1", { storage: true })]);
      const asking = `{{- if lookup "apiextensions.k8s.io/v1" "CustomResourceDefinition" "" "${one}.${GROUP}" }}\n${dump(manifest)}{{- end }}\n`;
      const files: Files = {
        "charts/net/Chart.yaml": "apiVersion: v2\nname: net\nversion: 0.1.0\n",
        "charts/net/templates/crd.yaml": asking,
      };
      const plain = { ...files, "charts/net/templates/crd.yaml": dump(manifest) };
      helm.write({ ...onDisk(plain, `${one}/base`), ...onDisk(files, `${one}/next`) });
      await runs(`helm install ${one} ${one}/base --namespace net`);
      const config = { helm: [{ chart: "charts/net", release: one, namespace: "net" }], apply: "helm" };
      const [finding, ...others] = await checked("template-asks-cluster", one, files, config);
      expect(others).toEqual([]);
      expect([finding?.severity, finding?.location.path, finding?.location.startLine]).toEqual([
        "warning",
        "charts/net/templates/crd.yaml",
        1,
      ]);
      expect(await runs(`helm template ${one} ${one}/next --namespace net`)).not.toContain("CustomResourceDefinition");
      expect(finding?.remedy.summary).toContain("`helm upgrade --dry-run=server`");
      const real = await runs(`helm upgrade --dry-run=server ${one} ${one}/next --namespace net`);
      expect(real).toContain(`name: ${one}.${GROUP}`);
      await runs(`helm upgrade ${one} ${one}/next --namespace net`);
      expect((await server.request("GET", crdPath(one))).status).toBe(200);
    });

    it("keeps a release in about the room of the report, and refuses it in its words beyond a mebibyte", async () => {
      const one = plural("large");
      const config = { helm: [{ chart: "charts/net", release: one, namespace: "net" }], apply: "helm" };
      const manifest = dump(crd(one, [version("v1", { storage: true })]));
      helm.write({ [`${one}.yaml`]: manifest });
      await runs(`kubectl --context "$CTX" create --validate=false -f ${one}.yaml`);
      for (const [index, [count, isRefused]] of (
        [
          [28_000, false],
          [31_000, false],
          [40_000, true],
        ] as const
      ).entries()) {
        const release = `${one}${index}`;
        const files = largeChart(one, count);
        helm.write(onDisk(files, release));
        const [finding] = await checked(TOO_LARGE, one, files, config);
        const about = Number(/takes about ([\d,]+) bytes/.exec(finding?.message ?? "")?.[1]?.replaceAll(",", ""));
        const answer = await helm.shell(
          `helm install ${release} ${release} --namespace net --skip-crds --disable-openapi-validation`,
        );
        if (isRefused) {
          const words = `create: failed to create: Secret "sh.helm.release.v1.${release}.v1" is invalid: data: Too long: may not be more than 1048576 bytes`;
          expect([answer.code, answer.stderr]).toEqual([1, `Error: INSTALLATION FAILED: ${words}\n`]);
          expect(finding?.message).toContain(words.replace(release, one));
          expect(finding?.severity).toBe("warning");
          continue;
        }
        expect([answer.code, finding?.severity]).toEqual([0, "info"]);
        const stored = await runs(
          `kubectl --context "$CTX" --namespace net get secret sh.helm.release.v1.${release}.v1 -o jsonpath='{.data.release}' | base64 -d | wc -c`,
        );
        expect(Math.abs(about / Number(stored) - 1)).toBeLessThan(0.03);
      }
      const ignoring = { ...largeChart(one, 40_000), "charts/net/.helmignore": "files/\n*.md\n" };
      helm.write(onDisk(ignoring, `${one}3`));
      expect(await checked(TOO_LARGE, one, ignoring, config)).toEqual([]);
      await runs(`helm install ${one}3 ${one}3 --namespace net --skip-crds --disable-openapi-validation`);
    });

    /** What a check says of a chart whose crds/ Helm alone applies. */
    function neverApplied(of: string, files: Files): Promise<readonly Finding[]> {
      const config = { helm: [{ chart: "charts/net", release: of, namespace: "net", crds: "create-only" }] };
      return checked("helm-crds-directory", of, files, config);
    }

    /** What a check says of a chart's template that Helm applies, with the cluster as it is. */
    function refusals(of: string, release = of): Promise<readonly Finding[]> {
      const config = { helm: [{ chart: "charts/net", release, namespace: "net" }], apply: "helm" };
      return checked("helm-ownership-refused", of, chart(of, "templates"), config);
    }

    /** The findings of a rule about a chart that the real helm renders. */
    async function checked(
      rule: string,
      of: string,
      files: Files,
      config: object,
      base?: Files,
    ): Promise<readonly Finding[]> {
      const repo = repository();
      try {
        const guard = {
          [`${GUARD}/config.yaml`]: dump(config),
          [`${GUARD}/clusters/prod.json`]: recorded("prod", { [`${of}.${GROUP}`]: await liveOf(of) }),
        };
        const commit =
          base === undefined ? NO_BASE : { ok: true as const, value: repo.commit({ ...plainTexts(base), ...guard }) };
        repo.write({ ...plainTexts(files), ...guard });
        repo.git("add", "-A");
        const real = checkPorts(repo.root, commit);
        const ports = { ...real, render: renderingWith(tools, real.render) };
        const request = { mode: "check", paths: [], configPath: null, flags: {}, toolVersion: "0.1.0" } as const;
        return check(request, ports).findings.filter((finding) => finding.rule === rule);
      } finally {
        repo.remove();
      }
    }

    async function liveOf(of: string): Promise<LiveCrd> {
      const { body } = await server.request("GET", crdPath(of));
      if (!isObject(body)) throw new Error(`no CRD ${of}`);
      return liveFromObject(body);
    }

    /** As `crds/` installs it, without the watch by which Helm 4 waits for it: the front hands on no streams. */
    async function installed(of: string): Promise<void> {
      await runs(`kubectl --context "$CTX" create --validate=false -f ${of}/base/crds/crd.yaml`);
      await runs(`helm install ${of} ${of}/base --namespace net --skip-crds --disable-openapi-validation`);
    }

    /** The server empties and then removes it in its own time. */
    async function isGone(of: string): Promise<void> {
      await eventually(
        () => server.request("GET", crdPath(of)),
        ({ status }) => status === 404,
      );
    }

    async function runs(line: string): Promise<string> {
      const { code, stdout, stderr } = await helm.shell(line);
      expect([line, code, stderr]).toEqual([line, 0, expect.anything()]);
      return stdout;
    }

    /** Executes every command of a remedy, in its order. */
    async function commands(finding: Finding | undefined): Promise<readonly string[]> {
      const outputs: string[] = [];
      for (const { command } of finding?.remedy.steps ?? [])
        if (command !== undefined) outputs.push(await runs(command));
      return outputs;
    }

    async function write(of: string): Promise<void> {
      for (let index = 0; index < OBJECTS; index += 1) {
        const object = { metadata: { name: `o${index}` }, spec: { weight: index } };
        const typed = { apiVersion: `${GROUP}/v1`, kind: kindOf(of), ...object };
        // A CRD is served a moment after it is there.
        await eventually(
          () => server.request("POST", objectsPath(of, "v1", "default"), typed),
          ({ status }) => status === 201,
        );
      }
    }

    /** What a check says of a change of a chart, with the cluster as it is. */
    async function findings(of: string, before: Folder, after: Folder): Promise<readonly Finding[]> {
      const snapshot = { [`${GUARD}/clusters/prod.json`]: recorded("prod", { [`${of}.${GROUP}`]: await liveOf(of) }) };
      const report = judged({ ...chart(of, before), ...snapshot }, { ...chart(of, after), ...snapshot });
      return report.findings.filter(({ rule }) => rule === "crd-deleted-by-helm");
    }
  });
});

const TOO_LARGE = "helm-release-too-large";

const VOCABULARY =
  "a the of is to in for that be this field object list name value reference status condition controller when which must not set used default namespace pod container volume secret selector label annotation time type message reason observed generation resource version kind group address port protocol weight route service".split(
    " ",
  );

/** A chart with so many descriptions in it, as CRDs have them. */
function largeChart(plural: string, count: number): Files {
  const digest = (at: number) => createHash("sha256").update(`${at}`).digest();
  const lines = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, at) =>
      [...digest(from + at)]
        .map((byte) => VOCABULARY[byte % VOCABULARY.length])
        .slice(0, 9)
        .join(" "),
    );
  const words = (from: number, to: number) => lines(from, to).map((line) => `  description: <${line}> & more`);
  const half = Math.floor(count / 2);
  const object = { apiVersion: `${GROUP}/v1`, kind: kindOf(plural), metadata: { generateName: "a" } };
  const comments = words(half, count).map((line) => `# ${line}\n`);
  return {
    "charts/net/Chart.yaml": "apiVersion: v2\nname: net\nversion: 0.1.0\ndescription: a chart\n",
    "charts/net/values.yaml": "a: {b: [1, 2, 3]}\nc: text\n",
    "charts/net/values.schema.json": '{"type": "object"}',
    "charts/net/README.md": lines(0, 1000).join("\n"),
    "charts/net/files/data.txt": words(1000, half).join("\n"),
    "charts/net/crds/crd.yaml": dump(crd(plural, [version("v1", { storage: true })])),
    "charts/net/templates/comments.yaml": comments.slice(0, half / 2).join(""),
    "charts/net/templates/object.yaml":
      dump(object).replace("generateName: a", "name: {{ .Release.Name }}") + comments.slice(half / 2).join(""),
    "charts/net/charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 0.1.0\n",
    "charts/net/charts/sub/README.md": lines(20_000, 24_000).join("\n"),
  };
}

const HOLDS = "release-manifest-holds-removed-version";

type Folder = "templates" | "crds";

/** A chart with one CRD, as the files of a repository. */
function chart(plural: string, folder: Folder, metadata: JsonObject = {}, more: readonly string[] = []): Files {
  const others = more.map((name) => version(name, { storage: false }));
  const manifest = crd(plural, [version("v1", { storage: true }), ...others]);
  const own = isObject(manifest.metadata) ? manifest.metadata : {};
  return {
    "charts/net/Chart.yaml": "apiVersion: v2\nname: net\nversion: 0.1.0\n",
    [`charts/net/${folder}/crd.yaml`]: dump({ ...manifest, metadata: { ...own, ...metadata } }),
  };
}

function onDisk(files: Files, folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(plainTexts(files)).map(([path, text]) => [path.replace("charts/net", folder), text]),
  );
}

function plainTexts(files: Files): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, String(text)]));
}

/** Helm's own words in a finding's message. */
function sentenceOf(finding: Finding | undefined): string {
  return /applies nothing of it: (.*)\.$/.exec(finding?.message ?? "")?.[1] ?? "";
}
