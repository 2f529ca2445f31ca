/** The permission checks for services. A member is `principal://…`, `user:…` or `serviceAccount:…`. */
export interface Iam {
  /** Whether a binding that has had time to propagate grants it, on the project or (when given) on the bucket. */
  allows(member: string, permission: string, resource: { readonly project: string; readonly bucket?: string }): boolean;
}
