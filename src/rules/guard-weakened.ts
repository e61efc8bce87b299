import { code } from "../text/code-span.ts";
import { counted, joined, quoted } from "../text/listing.ts";
import type { EditedSnapshot, GuardBundleRule, RuleFinding, RuleId, SnapshotEdit, WeakenedFinding } from "./rule.ts";
import { detailsOf } from "./words/details-of.ts";
import { type FindingWords, words } from "./words/finding-words.ts";

type HiddenDetail = {
  readonly kind: "guard-weakened";
  readonly hidden: RuleId;
  readonly edited: string;
} & Pick<WeakenedFinding, "deed" | "effect">;

type EditDetail = { readonly kind: "snapshot-edited"; readonly edited: string } & Pick<
  EditedSnapshot,
  "cluster" | "facts"
>;

type Found = RuleFinding<"guard-weakened", HiddenDetail | EditDetail>;

/** What the base's guard would have reported of these manifests, and the change's own edit of the guard hides. */
export const guardWeakened: GuardBundleRule<"guard-weakened", HiddenDetail | EditDetail> = {
  meta: {
    id: "guard-weakened",
    severity: { check: "warning", gate: "error" },
    summary:
      "An edit of the configuration or of a snapshot in this change hides or lowers a finding about its manifests, or a later one.",
    hasCrd: true,
    about: "guard",
  },
  check: (context) => [...context.weakened.map(hiddenFinding), ...context.editedSnapshots.map(editFinding)],
  words: (group) => {
    const [first, ...rest] = detailsOf(group);
    if (first.kind === "snapshot-edited") return snapshotEditedWords(first);
    return guardWeakenedWords([first, ...rest.filter((one) => one.kind === "guard-weakened")]);
  },
  line: (detail) => (detail.kind === "guard-weakened" ? detail.hidden : ""),
};

function hiddenFinding({ hidden, place, deed, effect }: WeakenedFinding): Found {
  return {
    rule: "guard-weakened",
    ...(hidden.crd === undefined ? {} : { crd: hidden.crd }),
    ...(hidden.version === undefined ? {} : { version: hidden.version }),
    ...(hidden.cluster === undefined ? {} : { cluster: hidden.cluster }),
    subject: `${hidden.rule} ${hidden.subject ?? ""}`,
    place,
    related: [{ path: hidden.place.path, line: hidden.place.range.startLine, message: "the manifest it is about" }],
    ...(hidden.serverMessage === undefined ? {} : { serverMessage: hidden.serverMessage }),
    together: JSON.stringify([place.path, deed, effect]),
    detail: { kind: "guard-weakened", hidden: hidden.rule, edited: place.path, deed, effect },
  };
}

function editFinding({ cluster, place, facts }: EditedSnapshot): Found {
  return {
    rule: "guard-weakened",
    cluster,
    subject: cluster,
    place,
    related: [],
    together: JSON.stringify(["snapshot", place.path]),
    detail: { kind: "snapshot-edited", edited: place.path, cluster, facts },
  };
}

/** What one edit of the guard does to everything that the base's guard says. */
function guardWeakenedWords(details: readonly [HiddenDetail, ...HiddenDetail[]]): FindingWords {
  const [{ edited, deed, effect }] = details;
  const rules = joined([...new Set(details.map(({ hidden }) => hidden))].sort());
  return words(
    `This change ${deed} ${code(edited)}, and thereby ${effect} what the base branch's guard reports of these manifests: ${rules}.`,
    "Merge the edit of the guard on its own, or say in the review why it is right: a snapshot is only ever written by a refresh.",
  );
}

/** What is named of many; the diff of the snapshot has all. */
const MOST_NAMED = 3;

/** A snapshot that was edited, with what it no longer says, by whomever it was not read off the cluster. */
function snapshotEditedWords({ edited, cluster, facts }: EditDetail): FindingWords {
  const shown = facts.slice(0, MOST_NAMED).map(editInWords);
  const more = facts.length - shown.length;
  const what = [...shown, ...(more > 0 ? [`and ${counted(more, "more such edit")}`] : [])].join("; ");
  const effect = facts.some(({ kind }) => kind === "taken-away")
    ? `nothing is compared with \`${cluster}\` from here on`
    : `what \`${cluster}\` refuses for it passes from here on`;
  const isDeleted = facts.length > 0 && facts.every(({ kind }) => kind === "taken-away");
  return words(
    `This change edits ${code(edited)}, and no refresh proposes it: ${what}; if the cluster itself is as it was, ${effect}.`,
    isDeleted
      ? "Restore the file: snapshots are written by a refresh, or by `crd-upgrade-guard snapshot`, alone; if the cluster is gone, say so in the review."
      : "Let a refresh, or `crd-upgrade-guard snapshot`, read the cluster and commit what it writes; if this is that, say so in the review.",
    [
      ...(isDeleted
        ? []
        : ["CODEOWNERS for the guard's folder leaves such edits to those who may decide (docs/snapshot.md)."]),
    ],
  );
}

function editInWords(edit: SnapshotEdit): string {
  switch (edit.kind) {
    case "taken-away":
      return "the file is taken away";
    case "versions-gone":
      return `${quoted(edit.versions)} ${edit.versions.length === 1 ? "is" : "are"} no longer in storedVersions of ${code(edit.crd)}`;
    case "crd-gone":
      return `${code(edit.crd)} is no longer in it`;
    case "left-out":
      return `the ${edit.groups.length === 1 ? "group" : "groups"} ${quoted(edit.groups)} ${edit.groups.length === 1 ? "is" : "are"} left out`;
    case "facts-changed":
      return `${code(edit.crd)} is recorded otherwise than before, with no later capturedAt`;
    case "origin":
      return `origin.kind is \`${edit.after}\` instead of \`${edit.before}\`, whose age nobody asks for`;
    case "identity":
      return "origin.identity is another cluster's";
    case "server":
      return edit.after === null
        ? `serverVersion \`${edit.before}\` is gone`
        : `serverVersion goes back from \`${edit.before}\` to \`${edit.after}\``;
    case "date":
      return DATES[edit.is];
  }
}

const DATES = {
  "to come": "capturedAt is yet to come, so that it never gets old",
  older: "capturedAt is older than before",
  "the same": "capturedAt is the same as before",
  gone: "capturedAt is gone",
} as const;
