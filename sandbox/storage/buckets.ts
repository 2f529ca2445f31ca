/** The storage service's interface for gcsfuse mounts. Objects have names and sizes, no content. */
export interface Buckets {
  get(bucket: string): { readonly name: string; readonly location: string } | undefined;
  /** In name order. */
  objects(
    bucket: string,
    prefix: string,
  ): readonly { readonly name: string; readonly size: number; readonly createdAt: number }[];
  putObject(bucket: string, name: string, size: number): void;
}
