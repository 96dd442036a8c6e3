/** What an operator may do: a viewer reads, a clerk also freezes, an admin does everything. */
export const roles = ['viewer', 'clerk', 'admin'] as const;
export type OperatorRole = (typeof roles)[number];

export function isAtLeast(role: OperatorRole, least: OperatorRole): boolean {
  return roles.indexOf(role) >= roles.indexOf(least);
}
