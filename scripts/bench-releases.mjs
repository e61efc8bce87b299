// A project's releases that are made up and always the same: 400 tags, in each of which each of 60 CRDs changes.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { git, madeCrd, random } from "./bench-trees.mjs";

const [TAGS, CRDS, BYTES] = [400, 60, 9_000];
const CONFIG = ".github/crd-upgrade-guard/config.yaml";

/**
 * A repository of an operator with 24,000 files that differ, 220 MB of them. Over the years the storage version of each CRD
 * moves on, of 40 of them twice, so that users who never migrated are 101 different clusters. The configuration goes by the
 * tags; the commit before goes by those since another one.
 */
export function releaseTags(root) {
  const next = random(13);
  const crds = Array.from({ length: CRDS }, (_, i) => madeCrd(3 * i + 1, next, BYTES));
  fs.mkdirSync(root, { recursive: true });
  git(root, "init", "-q", "-b", "main");
  const parts = [];
  const data = (text) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  // As git packs them: what changes a little lies side by side.
  for (const [i, { text }] of crds.entries()) {
    for (let tag = 0; tag < TAGS; tag++) parts.push(`blob\nmark :${1 + i * TAGS + tag}\n${data(textOf(text, i, tag))}`);
  }
  const commit = (message, files) =>
    parts.push(`commit refs/heads/main\ncommitter a <a@b> 1700000000 +0000\n${data(message)}${files.join("")}\n`);
  for (let tag = 0; tag < TAGS; tag++) {
    const files = crds.map((_, i) => `M 100644 :${1 + i * TAGS + tag} config/crd/crd-${i}.yaml\n`);
    commit(`release ${tag}`, files);
    parts.push(`reset refs/tags/v1.${tag}.0\nfrom refs/heads/main\n\n`);
  }
  for (const since of ["v1.1.0", "v1.0.0"]) {
    const config = `releases: {tags: "v*", since: ${since}, paths: [config/crd]}\n`;
    commit("configuration", [`M 100644 inline ${CONFIG}\n`, data(config)]);
  }
  const run = spawnSync("git", ["fast-import", "--quiet"], { cwd: root, input: parts.join(""), encoding: "utf8" });
  if (run.status !== 0) throw new Error(run.stderr);
  git(root, "checkout", "-q", "-f", "main");
  return root;
}

/** A CRD as a release has it: a description is another one each time, and older versions are kept with a bare schema. */
function textOf(text, i, tag) {
  const since = [0, 2 + 6 * i, ...(i < 40 ? [4 + 6 * i + 150] : [])].filter((one) => one <= tag && one < TAGS);
  const names = ["v1alpha1", "v1beta1", "v1"].slice(0, since.length);
  const kept = names
    .slice(0, -1)
    .map(
      (name) =>
        `  - name: ${name}\n    schema:\n      openAPIV3Schema:\n        type: object\n        x-kubernetes-preserve-unknown-fields: true\n    served: false\n    storage: false\n`,
    );
  const own = text.replace("name: v1\n", `name: ${names.at(-1)}\n`).replace("description: ", `description: v1.${tag} `);
  return own + kept.join("");
}
