import { afterEach, expect, it } from "vitest";
import { releasePorts } from "../../src/entry/release-ports.ts";
import { type TaggedReleases, taggedReleases } from "../../src/releases/tagged-releases.ts";
import type { Repository } from "../git/repository.ts";
import { crdYaml, project } from "./projects.ts";

let repo: Repository;

afterEach(() => repo.remove());

it("are read once, whatever two configurations choose among them", () => {
  repo = project({
    "v1.0.0": { "crds/a.yaml": crdYaml({ versions: ["v1"] }) },
    "v1.1.0": {
      "crds/a.yaml": crdYaml({ versions: ["v1", "v2 storage"] }),
      "crds/b.yaml": "kind: CustomResourceDefinition\nspec: [\n",
    },
    "v1.2.0": { "crds/a.yaml": crdYaml({ versions: ["v2"] }) },
  });
  const ports = releasePorts(repo.root);
  const read: number[] = [];
  const history = taggedReleases(
    {
      ...ports,
      name: () => "widgets",
      read: (ids, each) => {
        read.push(ids.length);
        return ports.read(ids, each);
      },
    },
    "1",
  );
  const choice: TaggedReleases = { tags: ["v*"], paths: [], preReleases: false, since: null };
  const told = (wanted: Partial<TaggedReleases>) => {
    const given = history({ ...choice, ...wanted });
    return given.ok && [given.value.history.releases.map(({ version }) => version), given.value.notices];
  };
  const notice = "There is a CRD that cannot be read (`v1.1.0: crds/b.yaml:1`): nothing is known of it.";
  expect([told({ since: "v1.1.0" }), told({}), told({ paths: ["crds"] })]).toEqual([
    [["v1.1.0", "v1.2.0"], [notice]],
    [["v1.0.0", "v1.1.0", "v1.2.0"], [notice]],
    [["v1.0.0", "v1.1.0", "v1.2.0"], [notice]],
  ]);
  expect(read).toEqual([3, 1, 0]);
});
