/** The text of src/schemas/validators.generated.js; the same schemas give the same bytes. */
export function generateValidators(): string;
