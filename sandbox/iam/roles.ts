import { loadData } from '../core/data.ts';

/** Which permissions a predefined role has; `data/roles.yaml`. */
export interface RoleTable {
  has(role: string): boolean;
  grants(role: string, permission: string): boolean;
  /** As they stand in the data file, included roles resolved. */
  permissions(role: string): string[];
}

/** In the data file a role lists permissions (`storage.objects.*` matches the prefix) and roles that it includes. */
type RoleData = Readonly<Record<string, readonly string[]>>;

export function loadRoles(): RoleTable {
  const roles = loadData<RoleData>('roles');
  const has = (role: string): boolean => Object.hasOwn(roles, role) || CUSTOM.test(role);
  const grants = (role: string, permission: string): boolean =>
    Object.hasOwn(roles, role) &&
    roles[role]!.some((entry) => (entry.startsWith('roles/') ? grants(entry, permission) : fits(entry, permission)));
  const permissions = (role: string): string[] =>
    (roles[role] ?? []).flatMap((entry) => (entry.startsWith('roles/') ? permissions(entry) : [entry]));
  return { has, grants, permissions };
}

/** Custom roles are taken, but grant nothing here: their permissions are not known. */
const CUSTOM = /^(projects|organizations)\/[^/]+\/roles\/[\w.]+$/;

function fits(entry: string, permission: string): boolean {
  return entry.endsWith('*') ? permission.startsWith(entry.slice(0, -1)) : entry === permission;
}
