/** A run of characters that a credential may be a part of. */
const RUN = /[^\s"'`<>(),;{}[\]\\]{4,}/gu;
/** So many characters in common are no accident. */
const WINDOW = 12;
/** A password of fewer characters would blot out ordinary words. */
const SHORTEST = 4;
const HIDDEN = "***";

/**
 * Takes credentials out of what somebody else says: whole, cut, or written in base64 or for an address. A server that
 * echoes a token must not have it printed.
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = secrets.map((secret) => secret.trim()).flatMap(formsOf);
  const parts = new Set<string>();
  for (const form of forms) {
    if (form.length < SHORTEST) continue;
    for (let at = 0; at <= Math.max(0, form.length - WINDOW); at++) parts.add(form.slice(at, at + WINDOW));
  }
  const short = [...parts].filter((part) => part.length < WINDOW);
  const holds = (run: string) => {
    if (short.some((part) => run.includes(part))) return true;
    for (let at = 0; at + WINDOW <= run.length; at++) if (parts.has(run.slice(at, at + WINDOW))) return true;
    return false;
  };
  // A password may have any character; the runs find what is left of it where it was cut.
  const whole = forms.filter((form) => form.length >= SHORTEST).sort((a, b) => b.length - a.length);
  return (text) =>
    whole
      .reduce((left, form) => left.replaceAll(form, HIDDEN), text)
      .replace(RUN, (run) => (holds(run) ? HIDDEN : run));
}

function formsOf(secret: string): readonly string[] {
  return [
    secret,
    // Half a character, which no address can have, becomes a sign of its own.
    encodeURIComponent(Buffer.from(secret).toString("utf8")),
    Buffer.from(secret)
      .toString("base64")
      .replace(/(?<!=)=+$/, ""),
    Buffer.from(`Bearer ${secret}`)
      .toString("base64")
      .replace(/(?<!=)=+$/, ""),
    JSON.stringify(secret).slice(1, -1),
  ];
}
