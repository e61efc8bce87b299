import { joined } from "../text/listing.ts";
import type { Finding, FindingLine, Location } from "./report.ts";

/** Of many places a sentence names the first: those that are delivered. The JSON report has them all. */
const MOST_NAMED = 3;

/**
 * Places in a sentence, `a:1, b:2 and 41 more`: the first ones, and the true number of the others.
 * @param place how one is written
 */
export function placesInWords(places: readonly Location[], place: (location: Location) => string): string {
  const shown = places.slice(0, places.length === MOST_NAMED + 1 ? MOST_NAMED + 1 : MOST_NAMED).map(place);
  const more = places.length - shown.length;
  return more === 0 ? joined(shown) : joined([shown.join(", "), `${more} more`]);
}

/** Every place of a finding but its first. */
export function otherLocations({ otherPlaces = [] }: Finding): readonly Location[] {
  return otherPlaces.map(({ location }) => location);
}

/**
 * How many places a finding has behind the first ones of its lines: `and 4995 more`; "" for none. A report that is cut has
 * fewer lines than places.
 * @param where what has the others: `in the JSON report`; null: nothing is said of it
 */
export function placesBehind(lines: readonly FindingLine[], shown: number, where: string | null): string {
  const others = lines.slice(shown);
  if (others.length === 0) return "";
  const all = others.reduce((sum, { more = 1 }) => sum + more, 0);
  const said = `and ${all} more`;
  if (where === null) return said;
  return all === others.length ? `${said}, ${where}` : `${said}, ${others.length} of them ${where}`;
}
