export function generateFleetPage(): string;
