import { isSameAccount, type Marker, readMarker } from "./marker.ts";
import type { ExistingComment, ReviewState } from "./model.ts";

type FindingMarker = Marker & { readonly kind: "finding" };

/** A review comment that this very job wrote. */
export interface OwnComment {
  readonly comment: ExistingComment;
  readonly marker: FindingMarker;
}

/** The comments of one finding that still say it. */
export interface Thread {
  /** The one that stays. */
  readonly kept: OwnComment;
  /** Others, which two runs at the same time or a run that broke off left behind. */
  readonly duplicates: readonly OwnComment[];
}

/**
 * Our own comments by fingerprint: the marker parses, the author is the acting account, the job is this one. Those that
 * say "no longer reported" below somebody's answer are history and left out; where the thread had been resolved it is
 * kept, so that the finding is not posted again should it come back.
 */
export function ownThreads({ comments, viewer }: ReviewState, scope: string): ReadonlyMap<string, Thread> {
  const groups = new Map<string, OwnComment[]>();
  for (const comment of comments) {
    const marker = readMarker(comment.body);
    if (marker?.kind !== "finding" || marker.scope !== scope || !isSameAccount(comment.author, viewer)) continue;
    const own = { comment, marker };
    if (isOver(own)) continue;
    const group = groups.get(marker.fingerprint);
    if (group === undefined) groups.set(marker.fingerprint, [own]);
    else group.push(own);
  }
  return new Map(
    [...groups].flatMap(([fingerprint, group]) => {
      const [kept, ...duplicates] = group.sort(byWorth);
      return kept === undefined ? [] : [[fingerprint, { kept, duplicates }]];
    }),
  );
}

function isOver({ comment, marker }: OwnComment): boolean {
  return marker.gone === "answered" || (marker.gone === "resolved" && !comment.isResolved);
}

/** What a person did to a comment weighs most, then whether it shows, then its age. */
function byWorth({ comment: a }: OwnComment, { comment: b }: OwnComment): number {
  return (
    Number(isAcknowledged(b)) - Number(isAcknowledged(a)) ||
    Number(b.hasReplies) - Number(a.hasReplies) ||
    Number(a.isOutdated) - Number(b.isOutdated) ||
    a.id - b.id
  );
}

/** A person resolved the thread or hid the comment: it is left there and never posted again. */
export function isAcknowledged({ isResolved, isMinimized }: ExistingComment): boolean {
  return isResolved || isMinimized;
}

/** Whether removing it would take away what a person said or decided. */
export function isAnswered({ hasReplies, isResolved }: ExistingComment): boolean {
  return hasReplies || isResolved;
}
