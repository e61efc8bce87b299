import type { Rule } from "./rule.ts";

/** What the base's guard would have reported of these manifests, and the change's own edit of the guard hides. */
export const guardWeakened: Rule = {
  meta: {
    id: "guard-weakened",
    severity: { check: "warning", gate: "error" },
    summary:
      "An edit of the configuration or of a snapshot in this change hides or lowers a finding about its manifests.",
    hasCrd: true,
    about: "guard",
  },
  check: (context) =>
    context.weakened.map(({ hidden, place, deed, effect }) => ({
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
    })),
};
