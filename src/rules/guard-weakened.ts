import type { EditedSnapshot, Rule, RuleFinding, WeakenedFinding } from "./rule.ts";

/** What the base's guard would have reported of these manifests, and the change's own edit of the guard hides. */
export const guardWeakened: Rule = {
  meta: {
    id: "guard-weakened",
    severity: { check: "warning", gate: "error" },
    summary:
      "An edit of the configuration or of a snapshot in this change hides or lowers a finding about its manifests, or a later one.",
    hasCrd: true,
    about: "guard",
  },
  check: (context) => [...context.weakened.map(hiddenFinding), ...context.editedSnapshots.map(editFinding)],
};

function hiddenFinding({ hidden, place, deed, effect }: WeakenedFinding): RuleFinding {
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

function editFinding({ cluster, place, facts }: EditedSnapshot): RuleFinding {
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
