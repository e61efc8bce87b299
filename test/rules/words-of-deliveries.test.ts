import { describe, expect, it } from "vitest";
import { sentence, teller } from "./words.ts";

describe("helm-crds-directory", () => {
  const detail = {
    kind: "helm-crds-directory",
    cause: "folder",
    chart: "app",
    changed: ["a.example.com"],
    missing: [],
    lacks: [],
    uses: [],
    folders: [],
  } as const;
  const told = teller("helm-crds-directory", { cluster: "prod", detail });

  it("says what clusters have otherwise, and what they lack", () => {
    expect(told({})).toMatchInlineSnapshot(`
      "
      The chart \`app\` has CRDs in \`crds/\`, which \`helm upgrade\` never applies: on prod \`a.example.com\` differs from what is live, and stays so unless another tool applies it (the predictions assume one).
      Know what delivers these CRDs to the cluster:
      - Plain Helm installs \`crds/\` with the first revision of a release and leaves it alone from then on: apply the files yourself before each upgrade that changes them. If that is how it is delivered, say \`crds: create-only\` at the chart below \`helm\` in the configuration: then a warning says what a cluster will lack, and no update is predicted that never comes.
      - Flux's HelmRelease does as Helm does (\`spec.upgrade.crds: Skip\`), unless it says \`CreateReplace\`.
      - Argo CD applies \`crds/\` with every sync, unless \`spec.source.helm.skipCrds\` is set.
      "
    `);
    const more = { changed: ["a.example.com", "b.example.com"], missing: ["c.example.com"] };
    expect(sentence(told({}, { cluster: "dev", detail: more }))).toMatchInlineSnapshot(
      `"The chart \`app\` has CRDs in \`crds/\`, which \`helm upgrade\` never applies: on dev and prod \`a.example.com\` and \`b.example.com\` differ from what is live and \`c.example.com\` is not there, and stays so unless another tool applies it (the predictions assume one)."`,
    );
    const none = { changed: [], missing: ["c.example.com", "d.example.com"] };
    expect(told({ detail: { ...none, cause: "hook" } })).toMatchInlineSnapshot(`
      "
      The chart \`app\` has CRDs as hooks of the installation (\`helm.sh/hook\`), which \`helm upgrade\` never applies: on prod \`c.example.com\` and \`d.example.com\` are not there, and stays so unless another tool applies it (the predictions assume one).
      Know what delivers these CRDs to the cluster:
      - Helm runs such a hook with the first revision of a release only, and leaves \`crd-install\` out altogether since Helm 3. Apply the CRDs yourself before each upgrade that changes them.
      - Or move them to the chart's templates as plain objects, where an upgrade updates them, with the annotation \`helm.sh/resource-policy: keep\`, so that no upgrade deletes them and their objects.
      "
    `);
  });

  const lack = { crd: "a.example.com", apiVersions: ["example.com/v2", "example.com/v3"], live: ["v1"] };
  const use = { apiVersion: "example.com/v2", kind: "A", path: "a.yaml", line: 3 };
  const left = teller("helm-crds-directory", {
    cluster: "prod",
    detail: { ...detail, cause: "not-applied", lacks: [lack], folders: ["charts/app/crds/"] },
  });

  it("says what nothing applies, and who needs it", () => {
    expect(left({})).toMatchInlineSnapshot(`
      "
      The chart \`app\` has CRDs in \`crds/\`, and nothing applies that folder where the release is (\`helm upgrade\` leaves it alone): on prod \`a.example.com\` keeps v1 only, without v2 and v3, and objects at \`example.com/v2\` get \`no matches for kind\`.
      Apply the folder before the upgrade, each time that it changes.
      - Set CTX to the cluster's kubectl context (an empty one means the current context). Apply the files; they were Helm's, so that a conflict of field managers is expected:
          kubectl --context "$CTX" apply --server-side --force-conflicts -f charts/app/crds/
      - If a pipeline does that already, say \`crds: applied\` at the chart below \`helm\` in the configuration; with Flux, \`spec.upgrade.crds: CreateReplace\` does it.
      "
    `);
    expect(sentence(left({ detail: { uses: [use] } }))).toMatchInlineSnapshot(
      `"The chart \`app\` has CRDs in \`crds/\`, and nothing applies that folder where the release is (\`helm upgrade\` leaves it alone): on prod \`a.example.com\` keeps v1 only, without v2 and v3, and \`a.yaml:3\` uses what does not come (\`no matches for kind "A" in version "example.com/v2"\`, which in a template of the release ends the whole upgrade)."`,
    );
    expect(sentence(left({ detail: { uses: [use, { ...use, line: 4 }] } }))).toMatchInlineSnapshot(
      `"The chart \`app\` has CRDs in \`crds/\`, and nothing applies that folder where the release is (\`helm upgrade\` leaves it alone): on prod \`a.example.com\` keeps v1 only, without v2 and v3, and \`a.yaml:3\` and \`a.yaml:4\` use what does not come (\`no matches for kind "A" in version "example.com/v2"\`, which in a template of the release ends the whole upgrade)."`,
    );
    const seven = Array.from({ length: 7 }, (_, at) => ({ ...use, line: at + 1 }));
    expect(sentence(left({ detail: { uses: seven } }))).toMatchInlineSnapshot(
      `"The chart \`app\` has CRDs in \`crds/\`, and nothing applies that folder where the release is (\`helm upgrade\` leaves it alone): on prod \`a.example.com\` keeps v1 only, without v2 and v3, and \`a.yaml:1\`, \`a.yaml:2\`, \`a.yaml:3\`, \`a.yaml:4\`, \`a.yaml:5\` and 2 more use what does not come (\`no matches for kind "A" in version "example.com/v2"\`, which in a template of the release ends the whole upgrade)."`,
    );
  });

  it("says of CRDs that are old, and of those that are not there, what becomes of them", () => {
    const crds = ["a", "b", "c", "d", "e", "f", "g"].map((name) => `${name}.example.com`);
    const lacks = (count: number) => crds.slice(0, count).map((crd) => ({ ...lack, crd }));
    expect(sentence(left({ detail: { changed: crds.slice(0, 2) } }))).toMatchInlineSnapshot(
      `"The chart \`app\` has CRDs in \`crds/\`, and nothing applies that folder where the release is (\`helm upgrade\` leaves it alone): on prod \`a.example.com\` keeps v1 only, without v2 and v3 and \`b.example.com\` stays as live, and objects at \`example.com/v2\` get \`no matches for kind\`."`,
    );
    expect(sentence(left({ detail: { changed: crds.slice(0, 3), lacks: [] } }))).toMatchInlineSnapshot(
      `"The chart \`app\` has CRDs in \`crds/\`, and nothing applies that folder where the release is (\`helm upgrade\` leaves it alone): on prod \`a.example.com\` and 2 other CRDs stay as live."`,
    );
    expect(sentence(left({ detail: { changed: crds.slice(0, 6), lacks: lacks(6) } }))).toMatchInlineSnapshot(
      `"The chart \`app\` has CRDs in \`crds/\`, and nothing applies that folder where the release is (\`helm upgrade\` leaves it alone): on prod \`a.example.com\` keeps v1 only, without v2 and v3, \`b.example.com\` keeps v1 only, without v2 and v3, \`c.example.com\` keeps v1 only, without v2 and v3, \`d.example.com\` keeps v1 only, without v2 and v3, \`e.example.com\` keeps v1 only, without v2 and v3 and \`f.example.com\` stays as live, and objects at \`example.com/v2\` get \`no matches for kind\`."`,
    );
    expect(sentence(left({ detail: { changed: crds, lacks: lacks(7) } }))).toMatchInlineSnapshot(
      `"The chart \`app\` has CRDs in \`crds/\`, and nothing applies that folder where the release is (\`helm upgrade\` leaves it alone): on prod \`a.example.com\` keeps v1 only, without v2 and v3, \`b.example.com\` keeps v1 only, without v2 and v3, \`c.example.com\` keeps v1 only, without v2 and v3, \`d.example.com\` keeps v1 only, without v2 and v3, \`e.example.com\` keeps v1 only, without v2 and v3 and \`f.example.com\` and \`g.example.com\` stay as live, and objects at \`example.com/v2\` get \`no matches for kind\`."`,
    );
    const absent = { changed: [], lacks: [{ ...lack, live: [] }], missing: ["a.example.com"] };
    expect(sentence(left({ detail: absent }))).toMatchInlineSnapshot(
      `"The chart \`app\` has CRDs in \`crds/\`, and nothing applies that folder where the release is (\`helm upgrade\` leaves it alone): on prod \`a.example.com\` is not there, and objects at \`example.com/v2\` get \`no matches for kind\`."`,
    );
    expect(sentence(left({ detail: { ...absent, lacks: [], missing: crds.slice(0, 2) } }))).toMatchInlineSnapshot(
      `"The chart \`app\` has CRDs in \`crds/\`, and nothing applies that folder where the release is (\`helm upgrade\` leaves it alone): on prod \`a.example.com\` and \`b.example.com\` are not there."`,
    );
  });

  it("says that a folder is left out on purpose, and of whose chart", () => {
    expect(left({ detail: { isSkipped: true, folders: [] } })).toMatchInlineSnapshot(`
      "
      The chart \`app\` has CRDs in \`crds/\`, and that folder is left out where the chart is delivered: on prod \`a.example.com\` keeps v1 only, without v2 and v3, and objects at \`example.com/v2\` get \`no matches for kind\`.
      Apply the folder before the upgrade, each time that it changes.
      - Take the files of \`crds/\` out of the chart, and apply them with \`kubectl apply --server-side\`.
      - Or leave the folder out no longer: \`crds: applied\` at the chart below \`helm\` in the configuration says that something applies it; \`spec.upgrade.crds: CreateReplace\` of a HelmRelease, an Application without \`skipCrds\`, and \`includeCRDs: true\` of a kustomization have it applied.
      "
    `);
    const reference = { isReference: true, chart: "HelmRelease `a`" } as const;
    expect(sentence(left({ detail: reference }))).toMatchInlineSnapshot(
      `"The chart of the HelmRelease \`a\` has CRDs in \`crds/\`, and nothing applies that folder where the release is (\`helm upgrade\` leaves it alone): on prod \`a.example.com\` keeps v1 only, without v2 and v3, and objects at \`example.com/v2\` get \`no matches for kind\`."`,
    );
    const many = Array.from({ length: 6 }, (_, at) => ({
      detail: { isReference: true, chart: `HelmRelease \`${at}\`` } as const,
    }));
    expect(sentence(left(...many))).toMatchInlineSnapshot(
      `"The chart of the HelmRelease \`0\`, HelmRelease \`1\`, HelmRelease \`2\`, HelmRelease \`3\`, HelmRelease \`4\` and 1 more have CRDs in \`crds/\`, and nothing applies that folder where the release is (\`helm upgrade\` leaves it alone): on prod \`a.example.com\` keeps v1 only, without v2 and v3, and objects at \`example.com/v2\` get \`no matches for kind\`."`,
    );
    expect(sentence(left({ detail: { isSkipped: true } }, {}))).toMatchInlineSnapshot(
      `"The chart \`app\` has CRDs in \`crds/\`, and that folder is left out where the chart is delivered and nothing applies that folder where the release is (\`helm upgrade\` leaves it alone): on prod \`a.example.com\` keeps v1 only, without v2 and v3, and objects at \`example.com/v2\` get \`no matches for kind\`."`,
    );
  });
});

describe("helm-ownership-refused", () => {
  const told = teller("helm-ownership-refused", {
    crd: "a.example.com",
    cluster: "prod",
    detail: {
      kind: "helm-ownership-refused",
      cause: "unowned",
      name: "app",
      namespace: "net",
      owner: "",
      byHelm: true,
      option: "",
      sentence: "invalid ownership metadata",
    },
  });

  it("says how CRDs become the release's own", () => {
    expect(told({})).toMatchInlineSnapshot(`
      "
      The Helm release \`net/app\` brings \`a.example.com\` in its templates, and on prod it lives there without the label and annotations by which Helm knows its own: Helm refuses the release, and applies nothing of it: invalid ownership metadata.
      Make it the release's own before the release is applied.
      - On each of \`prod\`, set CTX to the cluster's kubectl context (an empty one means the current context), and label the live CRD:
          kubectl --context "$CTX" label crd a.example.com --overwrite app.kubernetes.io/managed-by=Helm
      - Then say which release it is:
          kubectl --context "$CTX" annotate crd a.example.com --overwrite meta.helm.sh/release-name=app meta.helm.sh/release-namespace=net
      - Or, with Helm 3.17 and later, have that one release applied with the option \`--take-ownership\`, which does the same for all that it finds.
      "
    `);
    const option = { option: "`spec.x`", namespace: "", byHelm: false, sentence: "" };
    expect(told({ detail: option }, { crd: "b.example.com", cluster: "dev", detail: option })).toMatchInlineSnapshot(`
      "
      The Helm release \`app\` brings 2 CRDs in its templates, and on dev and prod they live there without the label and annotations by which Helm knows its own: Helm refuses the release if it is Helm that applies it, and applies nothing of it.
      Make them the release's own before the release is applied.
      - On each of \`dev\` and \`prod\`, set CTX to the cluster's kubectl context (an empty one means the current context), and NS to the namespace of the release, and label the live CRDs:
          kubectl --context "$CTX" label crd a.example.com b.example.com --overwrite app.kubernetes.io/managed-by=Helm
      - Then say which release it is:
          kubectl --context "$CTX" annotate crd a.example.com b.example.com --overwrite meta.helm.sh/release-name=app meta.helm.sh/release-namespace="$NS"
      - Or, with Helm 3.17 and later, have that one release applied with the option \`--take-ownership\` (here by \`spec.x\`), which does the same for all that it finds.
      "
    `);
  });

  it("says that another release has them", () => {
    const owned = { cause: "another-release", owner: "mesh/base" } as const;
    expect(told({ detail: owned })).toMatchInlineSnapshot(`
      "
      The Helm release \`net/app\` brings \`a.example.com\` in its templates, and on prod it belongs to the release \`mesh/base\` there: Helm refuses the release, and applies nothing of it: invalid ownership metadata.
      Let one of the two own it.
      - If \`net/app\` is to own it: take it out of \`mesh/base\` first, with \`helm.sh/resource-policy: keep\` released there before, so that Helm does not delete it. If not, take it out of \`net/app\` (most charts have a value for it), and leave out what follows.
      - On each of \`prod\`, set CTX to the cluster's kubectl context (an empty one means the current context), and label the live CRD:
          kubectl --context "$CTX" label crd a.example.com --overwrite app.kubernetes.io/managed-by=Helm
      - Then say which release it is:
          kubectl --context "$CTX" annotate crd a.example.com --overwrite meta.helm.sh/release-name=app meta.helm.sh/release-namespace=net
      - Or, with Helm 3.17 and later, have that one release applied with the option \`--take-ownership\`, which does the same for all that it finds.
      "
    `);
    expect(told({ detail: owned }, { crd: "b.example.com", detail: owned }).split("\n")[3]).toMatchInlineSnapshot(
      `"- If \`net/app\` is to own them: take them out of \`mesh/base\` first, with \`helm.sh/resource-policy: keep\` released there before, so that Helm does not delete them. If not, take them out of \`net/app\` (most charts have a value for it), and leave out what follows."`,
    );
  });
});

describe("source-not-compared", () => {
  const crds = [
    { name: "a.example.com", storedVersions: ["v1"] },
    { name: "b.example.com", storedVersions: ["v1beta1", "v1"] },
    { name: "c.example.com", storedVersions: ["v1", "v2"] },
  ];
  const told = teller("source-not-compared", {
    detail: {
      kind: "source-not-compared",
      cause: "not-fetched",
      what: "HelmRelease `app`",
      outOf: "",
      version: "1.0.0",
      from: "app of https://charts.example.com",
      reason: "its contents are not at hand",
      isGone: false,
      stakes: [],
    },
  });
  const stake = (cluster: string, own = crds) => ({ cluster, release: "net/app", crds: own });

  it("names the CRD of a release that has most stored versions", () => {
    expect(sentence(told({ detail: { stakes: [stake("prod")] } }))).toMatchInlineSnapshot(
      `"HelmRelease \`app\` (1.0.0) from app of https://charts.example.com was not compared: its contents are not at hand; release \`net/app\` owns 3 CRDs in prod, b.example.com stores [v1beta1, v1]."`,
    );
    const stakes = [stake("prod", crds.slice(0, 1)), stake("dev", [])];
    expect(sentence(told({ detail: { stakes } }))).toMatchInlineSnapshot(
      `"HelmRelease \`app\` (1.0.0) from app of https://charts.example.com was not compared: its contents are not at hand; release \`net/app\` owns 1 CRD in prod, a.example.com stores [v1] and release \`net/app\` owns 0 CRDs in dev."`,
    );
  });

  it("says that it is taken away", () => {
    expect(
      told({ detail: { isGone: true, outOf: ", out of Application `root`", version: "" } }),
    ).toMatchInlineSnapshot(`
      "
      This change takes away HelmRelease \`app\`, from app of https://charts.example.com, out of Application \`root\`, and what it brought was not compared: its contents are not at hand.
      Run \`crd-upgrade-guard fetch\` before the check (in a workflow: \`fetch/action.yml\`): the check compares what that has brought.
      "
    `);
    expect(sentence(told({ detail: { isGone: true, stakes: [stake("prod")] } }))).toMatchInlineSnapshot(
      `"This change takes away HelmRelease \`app\` (1.0.0), from app of https://charts.example.com, and what it brought was not compared: its contents are not at hand; release \`net/app\` owns 3 CRDs in prod, b.example.com stores [v1beta1, v1]."`,
    );
  });

  it("says of several why, and what to do", () => {
    const causes = [
      "not-fetched",
      "not-allowed",
      "failed",
      "undecided",
      "left-out",
      "unread",
      "no-cluster",
      "rendering",
    ] as const;
    const all = causes.map((cause) => {
      const other = { cause, what: "HelmRelease `other`" };
      return told({ detail: { cause } }, { detail: other });
    });
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      2 sources of manifests (1.0.0) from app of https://charts.example.com were not compared: their contents are not at hand.
      Run \`crd-upgrade-guard fetch\` before the check (in a workflow: \`fetch/action.yml\`): the check compares what that has brought.

      2 sources of manifests (1.0.0) from app of https://charts.example.com were not compared: \`fetch\` may not ask their hosts.
      If the address is meant, name it in \`fetch.allow\` of the configuration in a change of its own, which has to be merged first.

      2 sources of manifests (1.0.0) from app of https://charts.example.com were not compared: their contents could not be had.
      See to it that it can be fetched, and run \`crd-upgrade-guard fetch\` again.

      2 sources of manifests (1.0.0) from app of https://charts.example.com were not compared: the tree does not decide what they are.
      Write it so that the tree decides it, give an earlier step's output to \`rendered\`, or list its file in \`sources.ignore\` if it is nobody's deployment.

      2 sources of manifests (1.0.0) from app of https://charts.example.com were not compared: what they lead to is not among what is read of this repository.
      Have it among what is read: in git, within \`manifests.include\` and outside of \`manifests.exclude\` (manifests in \`vendor\` and \`testdata\`, which are always left out, can be named in \`rendered\`), or list the reference's file in \`sources.ignore\` if it is nobody's deployment.

      2 sources of manifests (1.0.0) from app of https://charts.example.com were not compared: their files could not be read.
      See to it that its files can be read.

      2 sources of manifests (1.0.0) from app of https://charts.example.com were not compared: they are for no cluster with a snapshot.
      Take a snapshot of that cluster, or say in \`targets\` whose it is.

      2 sources of manifests (1.0.0) from app of https://charts.example.com were not compared as a whole: their manifests could not be made.
      Render it as it is deployed to see why; an earlier step's output can be given to \`rendered\` instead.
      "
    `);
  });

  it("counts what releases of several own, each CRD once", () => {
    const other = {
      what: "HelmRelease `other`",
      reason: "another",
      version: "",
      stakes: [stake("prod"), stake("dev")],
    };
    expect(sentence(told({}, { detail: other }))).toMatchInlineSnapshot(
      `"2 sources of manifests were not compared: their contents are not at hand; their releases own 3 CRDs in dev and prod."`,
    );
    expect(
      sentence(told({ detail: { version: "" } }, { detail: { ...other, reason: "its contents are not at hand" } })),
    ).toMatchInlineSnapshot(
      `"2 sources of manifests from app of https://charts.example.com were not compared: their contents are not at hand; their releases own 3 CRDs in dev and prod."`,
    );
  });
});
