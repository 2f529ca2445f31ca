/** The permission checks for services. A member is `principal://…`, `user:…` or `serviceAccount:…`. */
export interface Iam {
  /**
   * Whether a binding that has had time to propagate grants it, on the project or (when given) on the bucket or the
   * service account, which must exist.
   */
  allows(member: string, permission: string, resource: Resource): boolean;
}

export interface Resource {
  readonly project: string;
  readonly bucket?: string;
  /** Its email address. */
  readonly serviceAccount?: string;
}
