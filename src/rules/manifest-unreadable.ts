import type { UnreadableManifest } from "../manifests/manifest.ts";
import { counted } from "../text/listing.ts";
import { unreadablePlace } from "./place.ts";
import type { BundleRule, FindingGroup } from "./rule.ts";
import { detailsOf } from "./words/details-of.ts";
import { type FindingWords, words } from "./words/finding-words.ts";

interface UnreadableDetail {
  readonly kind: "manifest-unreadable";
  /** A template that nobody rendered; absent: anything else. */
  readonly cause?: "template";
  /** Of a template: it is YAML as it stands, so that the braces may be meant. */
  readonly isReadable?: boolean;
  readonly message: string;
  readonly remedy: string;
}

/** A document that names a CRD and cannot be read, or that different tools read differently. */
export const manifestUnreadable: BundleRule<"manifest-unreadable", UnreadableDetail> = {
  meta: {
    id: "manifest-unreadable",
    severity: { check: "error", gate: "error" },
    summary: "A document that names a CustomResourceDefinition cannot be read, or not by every tool in the same way.",
    hasCrd: false,
    about: "file",
    tellsOfGap: true,
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
  words: (group) => unreadableWords(group),
  line: () => "",
};

function detailOf({ message, remedy, template }: UnreadableManifest): UnreadableDetail {
  const said = { kind: "manifest-unreadable", message, remedy } as const;
  return template === undefined ? said : { ...said, cause: "template", isReadable: template.isReadable };
}

/** More paths than this are no line that a person pastes. */
const MOST_PATHS = 5;

/** @param group one finding a document: of one that is no template, or of all templates that nobody rendered */
function unreadableWords(group: FindingGroup<UnreadableDetail>): FindingWords {
  const details = detailsOf(group);
  const [{ cause, message, remedy }] = details;
  if (cause === undefined) return words(message, remedy);
  const one = details.length === 1;
  // The file is that of the reference, and leaving it out would have all that it brings pass unseen.
  const isFromElsewhere = group.some(({ place }) => place.document?.printed?.source !== undefined);
  const paths = [...new Set(group.map(({ place }) => place.path))].sort();
  const list = paths.length > MOST_PATHS ? null : `[${paths.map((path) => JSON.stringify(path)).join(", ")}]`;
  const ofSource = [
    'Render what the reference brings in an earlier step of the job, and name its output: `rendered: ["rendered/**/*.yaml"]`. What comes of a template is then judged in its place.',
    "Or, if the reference is nobody's deployment, list its file in `sources.ignore`.",
  ];
  const ofTree = [
    'Render them in an earlier step of the job, and name its output: `rendered: ["rendered/**/*.yaml"]`. What comes of a template is then judged in its place.',
    list === null
      ? "Or, if what comes of them is applied from nowhere here, leave them out with `manifests.exclude`."
      : `Or, if what comes of ${one ? "it" : "them"} is applied from nowhere here, leave ${one ? "it" : "them"} out: \`manifests: {exclude: ${list}}\`.`,
    ...(details.some(({ isReadable }) => isReadable !== true)
      ? []
      : [
          list === null
            ? "Or, where the braces are meant as they stand, name the files themselves in `rendered`: then they are judged as they are."
            : `Or, where the braces are meant as they stand: \`rendered: ${list}\`. Then ${one ? "it is" : "they are"} judged as ${one ? "it is" : "they are"}.`,
        ]),
  ];
  return {
    message: one
      ? message
      : `${counted(details.length, "document")} are templates (\`{{ ... }}\`) that have not been rendered, and the CRDs in them were not judged.`,
    remedy: {
      summary: `Say what becomes of ${one ? "it" : "them"} by one of these:`,
      steps: (isFromElsewhere ? ofSource : ofTree).map((text) => ({
        text: one ? text.replace("Render them", "Render it") : text,
      })),
    },
  };
}
