/** What the gcsfuse mounts ask of the storage service. Objects are names and sizes: no content is kept. */
export interface Buckets {
  get(bucket: string): { readonly name: string; readonly location: string } | undefined;
  /** In name order. */
  objects(
    bucket: string,
    prefix: string,
  ): readonly { readonly name: string; readonly size: number; readonly createdAt: number }[];
  putObject(bucket: string, name: string, size: number): void;
}
