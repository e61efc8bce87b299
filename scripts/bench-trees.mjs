// Trees that are made up and always the same: a large GitOps monorepo, and a large fleet. No text of other projects.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const CLUSTERS = ".github/crd-upgrade-guard/clusters";
const WORDS = "the of a is to field object when set value name list which must be may default reference used".split(
  " ",
);

/** Numbers between 0 and 1, the same ones for a seed. */
export function random(seed) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/**
 * A GitOps monorepo of 35,001 YAML files in git: 409 CRDs in 350 files, 90 MB of them, as controller-gen writes them, what
 * is applied beside them, and one cluster that has those CRDs.
 * @returns edits for pull requests: each writes and commits one change, and gives the revision before it
 */
export function monorepo(root, cli) {
  const next = random(7);
  const crds = [];
  const files = new Map();
  // 59 of the files hold two.
  for (let i = 0; i < 350; i++) {
    const count = i < 59 ? 2 : 1;
    const documents = Array.from({ length: count }, () => {
      const crd = madeCrd(crds.length, next);
      crds.push(crd);
      return crd.text;
    });
    files.set(`platform/operator-${i % 90}/crds/crd-${i}.yaml`, documents.join("---\n"));
  }
  const [total, apps] = [34_651, 1_700];
  for (let i = 0; i < total; i++) {
    const app = i % apps;
    const folder = `apps/team-${app % 60}/app-${app}`;
    const own = Math.floor(i / apps);
    if (own === 0) {
      const parts = Math.ceil((total - app) / apps) - 1;
      const resources = Array.from({ length: parts }, (_, n) => `  - part-${n + 1}.yaml\n`).join("");
      const header = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";
      files.set(`${folder}/kustomization.yaml`, `${header}resources:\n${resources}`);
    } else files.set(`${folder}/part-${own}.yaml`, applied(i, crds, next));
  }
  for (const [file, text] of files) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), text);
  }
  const dump = path.join(root, "dump.json");
  fs.writeFileSync(dump, JSON.stringify({ apiVersion: "v1", kind: "List", items: crds.map(live) }));
  const args = ["snapshot", "--cluster", "prod", "--from-dump", "dump.json", "--server-version", "v1.34.1"];
  const run = spawnSync("node", [cli, ...args], { cwd: root, encoding: "utf8" });
  fs.rmSync(dump);
  if (run.status !== 0) throw new Error(run.stderr);
  git(root, "init", "-q", "-b", "main");
  git(root, "add", "-A");
  git(root, "commit", "-qm", "all");
  const [edited] = files.keys();
  return {
    root,
    /** @returns the revision before it */
    edit: (what) => {
      git(root, "checkout", "-q", "-B", "change", "main");
      const [file, text] = {
        // The stored version leaves the list: what this project is about.
        crd: [edited, files.get(edited).replaceAll("name: v1\n", "name: v2\n")],
        other: ["apps/team-1/app-1/part-1.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: other\n"],
      }[what];
      fs.writeFileSync(path.join(root, file), text);
      git(root, "commit", "-qam", what);
      return "main";
    },
  };
}

/** 1,000 clusters, each with 200 CRDs, of which no more than `kinds` differ; and 50 manifests. */
export function fleet(root, cli, kinds) {
  const next = random(11);
  const crds = Array.from({ length: 200 }, (_, i) => madeCrd(i, next, 4_000));
  fs.mkdirSync(path.join(root, CLUSTERS), { recursive: true });
  const manifests = path.join(root, "manifests");
  fs.mkdirSync(manifests);
  for (const [i, { text }] of crds.slice(0, 50).entries()) {
    // Half of them change, one of ten in a way that is refused.
    const changed = i % 10 === 0 ? text.replace("name: v1\n", "name: v2\n") : text.replace("the ", "this ");
    fs.writeFileSync(path.join(manifests, `crd-${i}.yaml`), i % 2 === 0 ? changed : text);
  }
  fs.writeFileSync(
    path.join(root, "dump.json"),
    JSON.stringify({ apiVersion: "v1", kind: "List", items: crds.map(live) }),
  );
  const args = ["snapshot", "--cluster", "c-0", "--from-dump", "dump.json", "--server-version", "v1.34.1"];
  const run = spawnSync("node", [cli, ...args], { cwd: root, encoding: "utf8" });
  fs.rmSync(path.join(root, "dump.json"));
  if (run.status !== 0) throw new Error(run.stderr);
  const first = fs.readFileSync(path.join(root, CLUSTERS, "c-0.json"), "utf8");
  for (let i = 0; i < 1_000; i++) {
    const own = first.replace('"cluster": "c-0"', `"cluster": "c-${i}"`).replaceAll("v1.34.1", `v1.34.${i % kinds}`);
    fs.writeFileSync(path.join(root, CLUSTERS, `c-${i}.json`), own);
  }
  return root;
}

export function git(cwd, ...args) {
  const run = spawnSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "gc.auto=0", ...args], {
    cwd,
    encoding: "utf8",
  });
  if (run.status !== 0) throw new Error(run.stderr);
}

/** A CRD of one or two versions as text, and as what a cluster would have of it. Half a megabyte at most, 220 kB on average. */
export function madeCrd(number, next, size = 20_000 + next() ** 2 * 600_000) {
  const group = `group-${number % 70}.example.com`;
  const plural = `things${number}`;
  const kind = `Thing${number}`;
  const names = number % 3 === 0 ? ["v1", "v1beta1"] : ["v1"];
  const versions = names.map((name) => {
    const lines = [];
    const fields = schemaLines(lines, size / names.length, next);
    const schema = { type: "object", properties: fields };
    return { name, storage: name === "v1", lines, schema };
  });
  const head = `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  annotations:\n    controller-gen.kubebuilder.io/version: v0.16.4\n  name: ${plural}.${group}\nspec:\n  group: ${group}\n  names:\n    kind: ${kind}\n    listKind: ${kind}List\n    plural: ${plural}\n    singular: thing${number}\n  scope: Namespaced\n  versions:\n`;
  const body = versions.map(
    ({ name, storage, lines }) =>
      `  - name: ${name}\n    schema:\n      openAPIV3Schema:\n        properties:\n${lines.join("")}        type: object\n    served: true\n    storage: ${storage}\n    subresources:\n      status: {}\n`,
  );
  return { text: head + body.join(""), group, plural, kind, singular: `thing${number}`, versions };
}

/** Writes properties as controller-gen does until there is enough, and returns them as values. */
function schemaLines(lines, size, next) {
  let length = 0;
  let count = 0;
  const write = (indent, text) => {
    lines.push(`${" ".repeat(indent)}${text}\n`);
    length += indent + text.length + 1;
  };
  const words = () => Array.from({ length: 9 }, () => WORDS[Math.floor(next() * WORDS.length)]).join(" ");
  const properties = (indent, depth) => {
    const found = {};
    const most = depth === 0 ? Number.POSITIVE_INFINITY : 3 + Math.floor(next() * 7);
    for (let i = 0; i < most && length < size; i++) {
      const name = `field${String(count++).padStart(5, "0")}`;
      write(indent, `${name}:`);
      found[name] = one(indent + 2, depth);
    }
    return found;
  };
  const one = (indent, depth) => {
    // controller-gen writes keys sorted: two come before the description.
    const pick = next();
    const [hasBoth, hasDefault] = [pick >= 0.5 && pick < 0.55, pick >= 0.64 && pick < 0.66];
    if (hasBoth) {
      write(indent, "anyOf:");
      write(indent, "- type: integer");
      write(indent, "- type: string");
    }
    if (hasDefault) write(indent, "default: 3");
    const text = next() < 0.5 ? [words()] : Array.from({ length: 2 + Math.floor(next() * 3) }, words);
    if (text.length === 1) write(indent, `description: ${text[0]}`);
    else {
      write(indent, "description: |-");
      for (const line of text) write(indent + 2, line);
    }
    const description = text.join("\n");
    if (pick < 0.35 && depth < 9) {
      write(indent, "properties:");
      const inner = properties(indent + 2, depth + 1);
      write(indent, "type: object");
      return { description, properties: inner, type: "object" };
    }
    if (pick < 0.5 && depth < 9) {
      write(indent, "items:");
      write(indent + 2, "properties:");
      const inner = properties(indent + 4, depth + 1);
      write(indent + 2, "type: object");
      write(indent, "type: array");
      write(indent, "x-kubernetes-list-type: atomic");
      const items = { properties: inner, type: "object" };
      return { description, items, type: "array", "x-kubernetes-list-type": "atomic" };
    }
    if (hasBoth) {
      write(indent, "x-kubernetes-int-or-string: true");
      return { anyOf: [{ type: "integer" }, { type: "string" }], description, "x-kubernetes-int-or-string": true };
    }
    if (pick < 0.6) {
      write(indent, "enum:");
      write(indent, "- Always");
      write(indent, "- Never");
      write(indent, "type: string");
      return { description, enum: ["Always", "Never"], type: "string" };
    }
    if (pick < 0.64) {
      write(indent, "pattern: ^[a-z0-9]([-a-z0-9]*[a-z0-9])?$");
      write(indent, "type: string");
      return { description, pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", type: "string" };
    }
    if (hasDefault) {
      write(indent, "format: int32");
      write(indent, "type: integer");
      return { default: 3, description, format: "int32", type: "integer" };
    }
    const type = pick < 0.75 ? "boolean" : pick < 0.82 ? "integer" : "string";
    write(indent, `type: ${type}`);
    return { description, type };
  };
  return properties(10, 0);
}

/** What the API server shows of it. */
function live({ group, plural, kind, singular, versions }) {
  const names = { plural, kind, singular, listKind: `${kind}List` };
  const conditions = ["NamesAccepted", "Established"].map((type) => ({ type, status: "True" }));
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names,
      scope: "Namespaced",
      conversion: { strategy: "None" },
      versions: versions.map(({ name, storage, schema }) => ({
        name,
        storage,
        served: true,
        schema: { openAPIV3Schema: schema },
        subresources: { status: {} },
      })),
    },
    status: { acceptedNames: names, conditions, storedVersions: ["v1"] },
  };
}

/** What applications are made of: every twelfth file a custom resource. */
function applied(i, crds, next) {
  const metadata = `metadata:\n  name: app-${i}\n  namespace: team-${i % 60}\n  labels:\n    app.kubernetes.io/name: app-${i}\n`;
  if (i % 12 === 0) {
    const { group, kind } = crds[Math.floor(next() * crds.length)];
    return `apiVersion: ${group}/v1\nkind: ${kind}\n${metadata}`;
  }
  if (i % 3 === 0) {
    const data = Array.from({ length: 30 }, (_, n) => `  key-${n}: a value of ordinary length ${i}\n`).join("");
    return `apiVersion: v1\nkind: ConfigMap\n${metadata}data:\n${data}`;
  }
  if (i % 3 === 1) {
    const ports = Array.from({ length: 4 }, (_, n) => `    - name: p${n}\n      port: ${8000 + n}\n`).join("");
    return `apiVersion: v1\nkind: Service\n${metadata}spec:\n  ports:\n${ports}  selector:\n    app.kubernetes.io/name: app-${i}\n`;
  }
  const container = (n) =>
    `        - name: c${n}\n          image: registry.example.com/team/app-${i}:1.${n}.0\n          resources:\n            requests:\n              cpu: 100m\n              memory: 128Mi\n          env:\n            - name: LEVEL\n              value: info\n`;
  return `apiVersion: apps/v1\nkind: Deployment\n${metadata}spec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app.kubernetes.io/name: app-${i}\n  template:\n    metadata:\n      labels:\n        app.kubernetes.io/name: app-${i}\n    spec:\n      containers:\n${[0, 1, 2].map(container).join("")}`;
}
