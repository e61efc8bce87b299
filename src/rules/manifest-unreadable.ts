import type { UnreadableManifest } from "../manifests/manifest.ts";
import type { UnreadableDetail } from "./finding-detail.ts";
import { unreadablePlace } from "./place.ts";
import type { Rule } from "./rule.ts";

/** A document that names a CRD and cannot be read, or that different tools read differently. */
export const manifestUnreadable: Rule = {
  meta: {
    id: "manifest-unreadable",
    severity: { check: "error", gate: "error" },
    summary: "A document that names a CustomResourceDefinition cannot be read, or not by every tool in the same way.",
    hasCrd: false,
    about: "tree",
  },
  check: (context) =>
    context.unreadable.map((unreadable) => ({
      rule: "manifest-unreadable",
      ...(unreadable.name === null ? {} : { crd: unreadable.name }),
      subject: `${unreadable.source.path}#${unreadable.source.document}`,
      place: unreadablePlace(unreadable),
      related: [],
      // A repository of templates is one: what it makes of them is read somewhere, or nowhere.
      ...(unreadable.template === undefined ? {} : { together: "templates" }),
      detail: detailOf(unreadable),
    })),
};

function detailOf({ message, remedy, template }: UnreadableManifest): UnreadableDetail {
  const said = { kind: "manifest-unreadable", message, remedy } as const;
  return template === undefined ? said : { ...said, cause: "template", isReadable: template.isReadable };
}
