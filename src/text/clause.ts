/** A sentence as a part of another one: without its full stop. */
export function asClause(sentence: string): string {
  return sentence.endsWith(".") ? sentence.slice(0, -1) : sentence;
}

/** Words that begin a sentence and are no names, by which a sentence goes on behind a colon. */
const ORDINARY =
  /^(?:A|An|Any|As|At|By|From|If|In|It|Its|No|Nobody|Nothing|Objects|On|Only|That|The|These|They|This|Until|What|Where|Whoever|With)(?= )/;

/** A sentence as it stands behind a colon: names keep their capital. */
export function afterColon(sentence: string): string {
  return sentence.replace(ORDINARY, (word) => word.charAt(0).toLowerCase() + word.slice(1));
}
