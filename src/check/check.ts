import type { LeftOut } from "../base/files.ts";
import type { Result } from "../base/result.ts";
import { done } from "../base/result.ts";
import { proposedExcludes } from "../config/proposed-excludes.ts";
import type { Overrides } from "../config/settings.ts";
import { taggedReleases } from "../releases/tagged-releases.ts";
import { emptyReport } from "../report/empty-report.ts";
import type { Problem, Report } from "../report/report.ts";
import { objectsOnce } from "../sources/objects.ts";
import { ownRepository } from "../sources/own-repository.ts";
import type { SourceFile } from "../sources/reference.ts";
import { code } from "../text/code-span.ts";
import { joined } from "../text/listing.ts";
import { readBaseGuard } from "./base-guard.ts";
import { clusterViews, type Guard, selectionProblems } from "./guard.ts";
import { judgeChange, type TreeReaders } from "./judging/judge-change.ts";
import { kindsOf } from "./judging/object-deliveries.ts";
import { targetsOf } from "./judging/targets.ts";
import { readKeptHistories } from "./kept-histories.ts";
import type { CheckPorts, TreeFiles } from "./ports.ts";
import { readGuard } from "./read-guard.ts";
import { withBaseRendered } from "./reading/base-rendered.ts";
import { createObjectReader, type GivenObjects } from "./reading/find-objects.ts";
import { NOTHING_LEFT_OUT } from "./reading/left-out.ts";
import type { GivenPaths } from "./reading/manifest-files.ts";
import { objectFiles, objectFilesInBase } from "./reading/object-files.ts";
import type { Origins } from "./reading/origins.ts";
import { readTree, type TreeRequest } from "./reading/read-tree.ts";
import { createScanner, type Scanner, scanBytes } from "./reading/scan.ts";
import { EMPTY_TREE, type ManifestTree } from "./reading/tree.ts";
import { unaskedObjects } from "./reading/unasked-objects.ts";
import { recordedFiles } from "./recorded-files.ts";
import { createOutputReader } from "./rendering/outputs.ts";
import { renderSources } from "./rendering/render-sources.ts";
import { createRunner } from "./rendering/runner.ts";
import type { Checkout } from "./rendering/vendored.ts";
import { withPlaces } from "./reporting/places.ts";
import { coverageOf } from "./reporting/report-parts.ts";
import { createContents } from "./sources/contents.ts";
import type { EarlierOutput } from "./sources/earlier-output.ts";
import { readSources } from "./sources/read-sources.ts";

export interface CheckRequest {
  readonly mode: Report["mode"];
  /** Files and folders instead of `manifests.include`; `-` is standard input; empty: as configured. */
  readonly paths: GivenPaths;
  /** Files and folders of custom resources that are judged by the CRDs, whatever else is read. */
  readonly objects?: GivenPaths;
  /** null: the default path, if there is a file. */
  readonly configPath: string | null;
  readonly flags: Partial<Overrides>;
  readonly toolVersion: string;
  /**
   * Whose proposal the change is: the refresh's own branch, anybody's, or nobody can tell (a push, a merge queue, where
   * what was proposed has been told of before). Absent: anybody's.
   */
  readonly origin?: "refresh" | "anybody" | "unknown";
}

/** The main job: read, predict, explain, judge. Everything it needs of the outside comes through `ports`. */
export function check(request: CheckRequest, given: CheckPorts): Report {
  const now = given.now();
  const tagged = taggedReleases(given.releases, request.toolVersion);
  const asked = recordedFiles(given.head);
  const head = readGuard(request.configPath, request.flags, request.toolVersion, asked.files, {
    tagged,
    tags: given.releases,
  });
  const { ports, problem } = withRenderedBase(given, head.guard);
  const input = request.paths.includes("-") ? ports.readStdin() : null;
  const scan = createScanner();
  const objects = objectFiles(request.objects ?? [], ports.head);
  const objectRequest = { files: objects.files, reader: createObjectReader() };
  const readers = treeReaders(request, ports, input?.ok === true ? input.value : null, scan, objectRequest);
  const reading = readers.head(head.guard);
  // What a snapshot that cannot be used describes is not known.
  const selection = head.problems.length === 0 ? selectionProblems(head.guard) : [];
  const problems = [...head.problems, ...selection, ...inputProblems(input), ...objects.problems, ...problem];
  for (const one of reading.problems) problems.push(one);
  const unaskedIn = () =>
    unaskedObjects(
      objects,
      request.objects ?? [],
      kindsOf([...reading.tree.crds, ...reading.tree.skipped]),
      objectRequest.reader,
    );
  const noticesWith = (unasked: readonly string[]) => [
    ...head.notices,
    ...reading.notices,
    ...unasked,
    ...testDataNotices(head.guard, request, reading.tree),
  ];
  const impossible = (problems: readonly Problem[], unasked: readonly string[]): Report => ({
    ...emptyReport(request.toolVersion, problems),
    mode: request.mode,
    base: baseOf(ports),
    notices: noticesWith(unasked),
    coverage: coverageOf(reading.tree, null, null),
  });
  if (problems.length > 0) {
    const unasked = unaskedIn();
    return impossible([...problems, ...unasked.problems], unasked.notices);
  }
  const { ignoredByGit } = ports;
  const base = ports.base.available
    ? readBaseGuard(request, head.guard, asked, { files: ports.base.files, ignoredByGit }, tagged)
    : null;
  const frame = { ...emptyReport(request.toolVersion, []), mode: request.mode, base: baseOf(ports) };
  const judged = judgeChange(frame, {
    head: head.guard,
    base: base?.guard ?? null,
    headTree: reading.tree,
    readers,
    bytesOf: {
      head: bytesOf(ports.head, ports),
      base: ports.base.available ? bytesOf(ports.base.files, ports) : () => null,
    },
    now,
    given: request.paths,
    objects: request.objects ?? [],
    cel: ports.cel,
    rules: ports.cel,
    tellsOfEdits: (request.origin ?? "anybody") === "anybody",
    histories: () => readKeptHistories(ports.head),
  });
  // Each file of objects is read when it is judged, and what else is in it remembered.
  const unasked = unaskedIn();
  const unanswered = [...unasked.problems, ...judged.problems];
  if (unanswered.length > 0) return impossible(unanswered, unasked.notices);
  const notices = [...noticesWith(unasked.notices), ...(base?.notices ?? []), ...judged.notices];
  const report = { ...judged, notices: [...new Set(notices)] };
  if (report.findings.length === 0) return report;
  const baseTree = base === null ? EMPTY_TREE : readers.base(head.guard);
  return { ...report, findings: withPlaces(report.findings, baseTree, { ...ports, scan }) };
}

/** The base as an earlier step's output completes it. */
function withRenderedBase(ports: CheckPorts, { settings }: Guard) {
  const { base, baseRendered } = ports;
  const none: readonly Problem[] = [];
  if (baseRendered === null || !base.available) return { ports, problem: none };
  const files = withBaseRendered(base.files, baseRendered, settings.rendered);
  if (files.ok) return { ports: { ...ports, base: { ...base, files: files.value } }, problem: none };
  const message = `What was rendered of the base (\`--base-rendered\`, or the input \`base-rendered\`) cannot be used: ${files.reason}.`;
  const remedy = "Name the folder in which the base's output lies as the change's does in the repository.";
  return { ports, problem: [{ message, remedy }] };
}

/** To whoever has no configuration yet: most that is said of test data is said for nothing. */
function testDataNotices({ config }: Guard, request: CheckRequest, tree: ManifestTree): readonly string[] {
  if (config !== null || request.paths.length > 0) return [];
  const found = [...tree.crds, ...tree.unreadable].map(({ source }) => source.path);
  const proposed = proposedExcludes([...new Set(found)]);
  if (proposed.length === 0) return [];
  const shown = proposed.slice(0, 3).map((pattern) => code(pattern));
  const more = proposed.length > 3 ? [`${proposed.length - 3} more`] : [];
  return [
    `CRDs in ${joined([...shown, ...more])} look like test data or old releases: leave out what is never delivered with \`manifests.exclude\` (\`crd-upgrade-guard init\` writes the list).`,
  ];
}

function inputProblems(input: Result<Uint8Array> | null): readonly Problem[] {
  if (input === null || input.ok) return [];
  const remedy = "Write the output of the command to files, and name them in `rendered` or as paths.";
  return [{ path: "-", message: `Standard input cannot be read: ${input.reason}.`, remedy }];
}

/** Readers of both trees, by whichever guard; a file that both trees share is read and parsed once. */
function treeReaders(
  request: CheckRequest,
  ports: CheckPorts,
  bytes: Uint8Array | null,
  scan: Scanner,
  { files: givenObjects, reader: objectReader }: TreeRequest["objects"],
): TreeReaders {
  const stdin = bytes === null ? null : { bytes, scan: scanBytes(bytes) };
  const runner = createRunner(ports.render, ports);
  const reader = createOutputReader();
  const parse = objectsOnce();
  // Git is asked for the remotes only where something refers to a repository.
  let isOwn: ((url: string) => boolean) | undefined;
  const contents = createContents(ports.sources, (url) => {
    isOwn ??= ownRepository(ports.sources.remotes());
    return isOwn(url);
  });
  let known: LeftOut | undefined;
  const leftOut = () => {
    known ??= ports.leftOut();
    return known;
  };
  const of = (
    guard: Guard,
    tree: TreeFiles,
    given: GivenPaths,
    checkout: Checkout | null,
    objects: readonly GivenObjects[],
  ) => ({
    settings: guard.settings,
    snapshotPaths: guard.snapshots.map((loaded) => loaded.path),
    scan,
    files: tree,
    given,
    clustersOf: clustersOf(guard),
    objects: { files: objects, reader: objectReader },
    render: (origins: Origins) => renderSources({ tree, checkout, guard, runner, reader, origins, contents }, given),
    sources: (files: readonly SourceFile[], earlier: EarlierOutput) =>
      readSources(files, earlier, { tree, guard, runner, ports: ports.sources, contents, parse }),
  });
  let baseObjects: readonly GivenObjects[] | undefined;
  const inBase = (base: TreeFiles) => {
    baseObjects ??= objectFilesInBase(request.objects ?? [], givenObjects, { head: ports.head, base });
    return baseObjects;
  };
  return {
    head: (guard) =>
      readTree({
        ...of(guard, ports.head, request.paths, null, givenObjects),
        other: ports.base.available ? ports.base.files : null,
        ignoredByGit: ports.ignoredByGit,
        leftOut: leftOut(),
        stdin,
      }),
    base: (guard) => {
      if (!ports.base.available) return EMPTY_TREE;
      const { files } = ports.base;
      const given = request.paths.filter((path) => path !== "-" && files.kindOf(path) !== "missing");
      if (given.length === 0 && request.paths.length > 0) return EMPTY_TREE;
      // What a commit holds is tracked, and tracked files are never ignored.
      const ignoredByGit = () => done(new Set<string>());
      const checkout = { files: ports.head, ignoredByGit: ports.ignoredByGit };
      const { tree } = readTree({
        ...of(guard, files, given, checkout, inBase(files)),
        other: ports.head,
        ignoredByGit,
        leftOut: NOTHING_LEFT_OUT,
        stdin: null,
      });
      return { ...tree, notRendered: [] };
    },
  };
}

function bytesOf(files: TreeFiles, { blobId }: CheckPorts): (path: string) => string | null {
  const known = new Map<string, string | null>();
  const read = (path: string) => {
    if (path === "-" || files.kindOf(path) !== "file") return null;
    const reading = files.read(path);
    return reading.ok ? blobId(reading.value) : null;
  };
  return (path) => {
    const id = known.has(path) ? (known.get(path) ?? null) : read(path);
    known.set(path, id);
    return id;
  };
}

/** What nobody has read may be for anyone: a folder that is called like a cluster says nothing of it. */
function clustersOf(guard: Guard): (path: string) => readonly string[] {
  const names = clusterViews(guard).map(({ name }) => name);
  return (path) => targetsOf(path, guard.settings.targets, { names, isFolder: () => false }).clusters;
}

function baseOf(ports: CheckPorts): Report["base"] {
  const { base } = ports;
  return base.available ? { available: true, rev: base.rev } : { available: false, reason: base.reason };
}
