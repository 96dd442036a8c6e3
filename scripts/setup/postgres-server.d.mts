/** Types for the tests that are in TypeScript; what the functions do stands beside their code. */
export function startPostgres(folder: string, options?: { durable?: boolean }): string;
export function stopPostgres(folder: string): void;
