import type { Cause } from './cause.ts';
import { type Match, namesAnother } from './independent.ts';
import type { Parameters } from './phrase.ts';
import type { Seen } from './seen.ts';

/** Things that the lines around an error name in a form that leaves no doubt. */
const NAMES: Readonly<Record<string, RegExp>> = {
  model:
    /huggingface\.co\/(?:api\/models\/)?([\w.-]+\/[\w.-]+)(?=\/(?:resolve|tree|blob|raw)\/)|(?:[Mm]odel|repo(?:sitory)?)[ :]+['"`]?([\w.-]+\/[\w.-]*\w)['"`]? (?:is|has|requires)/g,
  bucket:
    /[Bb]ucket:? "([\w.-]+)"|gs:\/\/([\w.-]*\w)|storage\.googleapis\.com\/(?:storage\/v1\/b\/)?([\w.-]*\w)(?=\/)/g,
  host: /host='([\w.-]+)'|lookup ([\w.-]+\.[a-z]+)/g,
  path: /'(\/(?!psm_)[\w./@-]+)'|(?:mkdir|open|write|create) (\/[\w./@-]*\w)|path:? "?(\/[\w./@-]*\w)/g,
  image: /image "([\w./:@-]+)"/g,
  container:
    /container ([\w-]+)(?: is waiting)?: (?:Reason: +)?(?:ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull)\b/g,
  account:
    /(?:iam\.gke\.io\/gcp-service-account["']?[:=] ?["']?|service-?[aA]ccounts\/)([\w-]{1,63}@[\w.-]{1,99}\.gserviceaccount\.com)/g,
  // Of `kubectl describe pod`: a ReplicaSet has its Deployment's name and a hash of the pod template.
  deployment: /^Controlled By: +ReplicaSet\/([a-z0-9.-]+)-[a-z0-9]+$/g,
  ksa: /^Service Account: +([a-z0-9.-]+)$/g,
  namespace: /^Namespace: +([a-z0-9-]+)$/g,
  // Google's ErrorInfo of a disabled API names both.
  project: /projects\/([a-z][\w:.-]*\w)(?=\/)|\bconsumer"?: "?projects\/([\w:.-]*\w)/g,
  // gcloud's hint: calliope's suggestions for a cluster.
  suggestion: /^Did you mean (\[[\w-]+\] in \[[\w-]+\])\?/g,
  api: /\bservice"?: "?([\w-]+\.googleapis\.com)\b/g,
};

/** The image of a line that is about one. */
const ABOUT = /image "([\w./:@-]+)"/;

const HOLES = /\{(\w+)[|}]/g;

/** The holes in the words of a cause. */
const holesOf = ({ sentence, remedy, command = '', page = '' }: Cause): ReadonlySet<string> =>
  new Set([...`${sentence}${remedy}${command}${page}`.matchAll(HOLES)].map(([, name]) => name!));

/** Parameters that the words of a cause need and its own lines do not name: from the sources of these lines. */
export function knownToSource(cause: Cause, known: Parameters, matches: readonly Match[]): Parameters {
  const about: Parameters = Object.assign({}, ...matches.map(({ seen }) => seen.about ?? {}).reverse());
  const wanted = [...holesOf(cause)].filter((name) => known[name] === undefined && about[name] !== undefined);
  return Object.fromEntries(wanted.map((name) => [name, about[name]!]));
}

/** Parameters that the words of a cause need and its own lines do not name: from other lines, where they name one only. */
export function namedElsewhere(cause: Cause, known: Parameters, all: readonly Seen[]): Parameters {
  // A line about another image names the container of that one.
  const lines = all.filter(({ line }) => !namesAnother(ABOUT.exec(line)?.[1], known.image));
  const found: Record<string, string> = {};
  for (const name of holesOf(cause)) {
    const pattern = known[name] === undefined ? NAMES[name] : undefined;
    if (!pattern) continue;
    const values = new Set(
      lines.flatMap(({ line }) =>
        [...line.matchAll(pattern)].map((groups) => groups.slice(1).find((one) => one !== undefined)!),
      ),
    );
    if (values.size === 1) found[name] = [...values][0]!;
  }
  return found;
}
