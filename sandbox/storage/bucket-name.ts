import { isIPv4 } from 'node:net';

/** The rules of https://cloud.google.com/storage/docs/buckets#naming. */
export function isBucketName(name: string): boolean {
  const labels = name.split('.');
  const longest = labels.length > 1 ? 222 : 63;
  return (
    name.length >= 3 &&
    name.length <= longest &&
    /^[a-z0-9][a-z0-9._-]*[a-z0-9]$/.test(name) &&
    labels.every((label) => label.length > 0 && label.length <= 63) &&
    !isIPv4(name) &&
    !name.startsWith('goog') &&
    !/g[o0][o0]g[l1]e/.test(name)
  );
}
