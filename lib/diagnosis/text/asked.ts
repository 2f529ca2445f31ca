/** The group of an API, and what follows its version, in a path that somebody typed. */
const RAW = /\bget --raw[= ]["']?\/apis\/(?<group>[\w.-]*metrics\.k8s\.io)\/(?<rest>\S*)/;
const RESOURCE = /\/(?<resource>pods|nodes)\b/;

/**
 * What a typed command asks an API of metrics for, as kubectl names it itself where it knows the resource:
 * `(get pods.custom.metrics.k8s.io)`. With `--raw`, the answer does not name the API.
 */
export function askedFor(typed: string): string | undefined {
  const { group, rest = '' } = RAW.exec(typed)?.groups ?? {};
  return group && `(get ${RESOURCE.exec(rest)?.groups?.resource ?? '*'}.${group})`;
}

/** An answer with what it is about, where it does not say. */
export const about = (answer: string, asked: string | undefined): string =>
  asked !== undefined && /unable to handle the request$/.test(answer) ? `${answer} ${asked}` : answer;
