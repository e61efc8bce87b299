import { isArray, type JsonValue, member, valueAt } from "../../base/json.ts";
import type { Settings } from "../../config/settings.ts";
import type { CelEvaluator, CelPort } from "../../crd/cel-compiler.ts";
import type { Report } from "../../report/report.ts";
import { checkGuard } from "../../rules/index.ts";
import type { RuleContext, RuleFinding } from "../../rules/rule.ts";
import { editedSnapshots } from "../edited-snapshots.ts";
import type { Guard } from "../guard.ts";
import type { KeptHistories } from "../kept-histories.ts";
import type { GivenPaths } from "../reading/manifest-files.ts";
import type { TreeReading } from "../reading/read-tree.ts";
import { EMPTY_TREE, type ManifestTree } from "../reading/tree.ts";
import { groupFindings } from "../reporting/group.ts";
import { reportPredictions } from "../reporting/predictions.ts";
import { coverageOf, migrationDebtOf, reportClusters } from "../reporting/report-parts.ts";
import { withWaysThrough } from "../reporting/ways-through.ts";
import { sourceFacts } from "../sources/source-facts.ts";
import { deliveredStates } from "./after-delivery.ts";
import { weakened } from "./hidden-by-guard.ts";
import { type JudgedTree, type JudgeOptions, judgeTree } from "./judge-tree.ts";
import { otherServers, outputInHeadOnly, switchedOff, unrenderedByBase, unrenderedInBase } from "./notices.ts";
import { createObjectJudge } from "./object-judge.ts";
import { createPredictor } from "./predictor.ts";
import { resultOf } from "./result.ts";
import { type BaseComparison, isLess, severityOf, waiverOf, withSeverityAndState } from "./severity-and-state.ts";
import { amongFindings, type Standing } from "./states.ts";

/** Reads a tree as a guard's settings find it. */
export interface TreeReaders {
  readonly head: (guard: Guard) => TreeReading;
  readonly base: (guard: Guard) => ManifestTree;
}

export interface ChangeInput {
  readonly head: Guard;
  /** null: there is no base. The very object of `head`: the guard did not change. */
  readonly base: Guard | null;
  readonly headTree: ManifestTree;
  readonly readers: TreeReaders;
  /** Names the bytes of a file; null: the tree has no such file. */
  readonly bytesOf: { readonly head: Standing["bytesOf"]; readonly base: Standing["bytesOf"] };
  readonly now: number;
  /** The paths that were asked for instead of the whole tree. */
  readonly given: GivenPaths;
  /** The paths of custom resources that were asked about; absent: none. */
  readonly objects?: GivenPaths;
  readonly cel: CelPort;
  /** Runs CEL rules on objects; absent: nobody does. */
  readonly rules?: CelEvaluator;
  /** Whether edits of snapshots are told of: not those of a refresh, whose work they are. */
  readonly tellsOfEdits: boolean;
  /** The release histories of the working tree, read when they are asked for; absent: nobody looks for ways through them. */
  readonly histories?: () => KeptHistories;
}

/** The evaluations of spec §4.6 with one clock: both trees by both guards. */
export function judgeChange(frame: Report, judging: ChangeInput): Report {
  const { head, base, headTree, readers, now, given } = judging;
  const predictor = createPredictor(judging.cel);
  const baseTree = base === null ? EMPTY_TREE : readers.base(head);
  const ownTree = base === null || base === head ? baseTree : readers.base(base);
  const withNew = base === null ? null : withNewClusters(base, head);
  const asRendered = withNew === null || withNew === base ? ownTree : readers.base(withNew);
  const { findUses } = headTree;
  const whole = given.length === 0;
  const options = {
    mode: frame.mode,
    now,
    whole,
    given,
    objects: judging.objects ?? [],
    predictor,
    objectJudge: createObjectJudge(judging.rules ?? null),
    knownSchema: knownSchemas(baseTree),
    findUses,
  };
  const delivered = deliveredStates(baseTree, head, predictor);
  const evaluation = judgeTree(headTree, head, {
    ...options,
    ...(base === null ? {} : { replaces: baseTree, replacesAsRendered: asRendered }),
    delivered,
  });
  const notices = [...frame.notices];
  if (base !== null) {
    for (const one of unrenderedInBase(headTree, baseTree)) notices.push(one);
    for (const one of outputInHeadOnly(head, headTree, baseTree)) notices.push(one);
  }
  let compared: BaseComparison | null = null;
  let hidden: readonly RuleFinding[] = [];
  if (base !== null) {
    const of = { ...judging, base, baseTree, ownTree, options };
    const { comparison, underBase, headByBase } = compare(evaluation, of);
    compared = comparison;
    if (base !== head) {
      for (const one of unrenderedByBase(ownTree)) notices.push(one);
      hidden = hiddenFindings(frame, evaluation, { ...of, underBase, headByBase });
    }
  }
  const { notices: ofObjects, problems } = evaluation.objectCoverage();
  for (const one of ofObjects) notices.push(one);
  const celProblem = judging.cel.problem();
  if (celProblem !== null) notices.push(celProblem);
  const grouped = groupFindings(
    [
      ...withSeverityAndState(evaluation.findings, compared, head.settings, frame.mode, now),
      // By the base's severities: the edit that hides a finding must not hide that it does.
      ...withSeverityAndState(hidden, null, (base ?? head).settings, frame.mode, now),
    ],
    sourceFacts(headTree, base === null ? null : baseTree),
  );
  const { histories } = judging;
  const ways =
    histories === undefined
      ? { findings: grouped, notices: [] }
      : withWaysThrough(grouped, evaluation, head, histories);
  const { findings } = ways;
  for (const one of ways.notices) notices.push(one);
  return {
    ...frame,
    // Where a cluster is compared, its refusal of the CRD is a finding.
    problems: head.snapshots.length === 0 ? problems : [],
    result: resultOf(findings, { ...head.settings, mode: frame.mode }),
    clusters: reportClusters(evaluation),
    coverage: coverageOf(headTree, evaluation, base === null ? null : baseTree),
    predictions: reportPredictions(evaluation.firstCases, evaluation.fleet),
    ...migrationDebtOf(evaluation),
    findings,
    waivers: evaluation.waivers.map(({ waiver: { clusters: _, ...waiver }, status }) => ({ ...waiver, status })),
    notices: [
      ...new Set([...notices, ...switchedOff(evaluation.findings, head.settings, frame.mode), ...otherServers(head)]),
    ],
  };
}

/**
 * The base's own configuration, for the clusters too that only the change has snapshots of: what is released to them the base
 * had rendered for nobody. The very object where there are none.
 */
function withNewClusters(base: Guard, head: Guard): Guard {
  const known = new Set(base.snapshots.map(({ snapshot }) => snapshot.cluster));
  const added = head.snapshots.filter(({ snapshot }) => !known.has(snapshot.cluster));
  return base === head || added.length === 0 ? base : { ...base, snapshots: [...base.snapshots, ...added] };
}

/** The schema that a version of a CRD has in the base tree: what keeping that version must carry (spec §4.5). */
function knownSchemas(base: ManifestTree): RuleContext["knownSchema"] {
  return (crd, version) => {
    for (const manifest of base.crds) {
      if (manifest.name !== crd) continue;
      const schema = schemaOf(valueAt(manifest.object, ["spec", "versions"]), version);
      if (schema !== undefined) return schema;
    }
    return undefined;
  };
}

function schemaOf(versions: JsonValue | undefined, name: string): JsonValue | undefined {
  if (!isArray(versions)) return undefined;
  return member(
    versions.find((version) => member(version, "name") === name),
    "schema",
  );
}

interface Compared extends ChangeInput {
  readonly base: Guard;
  readonly baseTree: ManifestTree;
  /** The base as its own guard finds it. */
  readonly ownTree: ManifestTree;
  readonly options: Omit<JudgeOptions, "delivered" | "replaces">;
}

/** What the base's manifests come to under both guards, and how findings of the head's are compared with it. */
function compare(evaluation: JudgedTree, of: Compared) {
  const { head, base, baseTree, ownTree, readers, bytesOf, options, now } = of;
  const alone = { ...options, delivered: () => undefined };
  const inBase = (evaluated: JudgedTree): Standing => ({ ...evaluated, bytesOf: bytesOf.base });
  const inHead = (evaluated: JudgedTree): Standing => ({ ...evaluated, bytesOf: bytesOf.head });
  const shown = inHead(evaluation);
  const underHead = inBase(judgeTree(baseTree, head, alone));
  const isSame = base === head;
  const underBase = isSame ? underHead : inBase(judgeTree(ownTree, base, alone));
  const headByBase = isSame
    ? shown
    : inHead(
        judgeTree(readers.head(base).tree, base, {
          ...options,
          replaces: ownTree,
          delivered: deliveredStates(ownTree, base, options.predictor),
        }),
      );
  // What the edited configuration does not find there, the base's own did: a chart's archive that has another name now.
  const found = isSame ? underHead : inBase(judgeTree(ownTree, head, alone));
  const [isFound, isFoundAsBefore] = [
    amongFindings(shown, underHead, [headByBase]),
    amongFindings(shown, found, [headByBase]),
  ];
  const open = underBase.findings.filter((finding) => waiverOf(finding, base.settings, now) === null);
  const comparison: BaseComparison = {
    isUnderHead: (finding) => isFound(finding) || (!isSame && isFoundAsBefore(finding)),
    isUnderBase: amongFindings(shown, underBase, [headByBase]),
    isOpenUnderBase: amongFindings(shown, { ...underBase, findings: open }, [headByBase]),
    settings: base.settings,
  };
  return { comparison, underBase, headByBase };
}

interface HiddenBy extends Compared {
  /** The base's manifests by the base's guard. */
  readonly underBase: Standing;
  /** The head's manifests by the base's guard. */
  readonly headByBase: Standing;
}

function hiddenFindings(frame: Report, shown: JudgedTree, by: HiddenBy): readonly RuleFinding[] {
  const { head, base, ownTree, readers, bytesOf } = by;
  const options = { ...by.options, replaces: ownTree };
  const on = (standing: Standing, settings: Settings): Standing => ({
    ...standing,
    findings: standing.findings.filter((finding) => severityOf(finding, settings, frame.mode) !== "off"),
  });
  const mixed: Guard = { ...base, snapshots: head.snapshots };
  const delivered = deliveredStates(ownTree, mixed, options.predictor);
  const list = weakened({
    head,
    base,
    shown: on({ ...shown, bytesOf: bytesOf.head }, head.settings),
    isLowered: (finding) =>
      isLess(severityOf(finding, head.settings, frame.mode), severityOf(finding, base.settings, frame.mode)),
    underBase: on(by.headByBase, base.settings),
    before: on(by.underBase, base.settings),
    underBaseSettings: on(
      { ...judgeTree(readers.head(base).tree, mixed, { ...options, delivered }), bytesOf: bytesOf.head },
      base.settings,
    ),
  });
  const told = new Set(list.map(({ place }) => place.path));
  const edits = by.tellsOfEdits ? editedSnapshots(base, head, by.now).filter(({ place }) => !told.has(place.path)) : [];
  return checkGuard({ waivers: [], weakened: list, editedSnapshots: edits });
}
