export function generateStarter(): string;
