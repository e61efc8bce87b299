import type { UnreadableDetail } from "../../rules/finding-detail.ts";
import { counted } from "../../text/listing.ts";
import { type FindingGroup, type FindingWords, words } from "./finding-words.ts";

/** More paths than this are no line that a person pastes. */
const MOST_PATHS = 5;

/** @param details one a document: of one that is no template, or of all templates that nobody rendered */
export function unreadableWords(
  group: FindingGroup,
  details: readonly [UnreadableDetail, ...UnreadableDetail[]],
): FindingWords {
  const [{ cause, message, remedy }] = details;
  if (cause === undefined) return words(message, remedy);
  const one = details.length === 1;
  const paths = [...new Set(group.map(({ place }) => place.path))].sort();
  const list = paths.length > MOST_PATHS ? null : `[${paths.map((path) => JSON.stringify(path)).join(", ")}]`;
  const steps = [
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
      summary: `Say what becomes of ${one ? "it" : "them"}. One of these:`,
      steps: steps.map((text) => ({ text: one ? text.replace("Render them", "Render it") : text })),
    },
  };
}
