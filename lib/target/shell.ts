import { variables } from '../config/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import { type TargetKind, UNIVERSE } from './target.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Set by `npm run env`: the target of the shell's gcloud and kubectl. */
export const SHELL = 'RUNBOOK_SHELL';

/** The value of `SHELL` after a failed `npm run env`. */
export const FAILED = 'failed';

/** The target's variables that a person's gcloud and kubectl need. */
export const EXPORTED = /^(CLOUDSDK_\w+|GOOGLE_APPLICATION_CREDENTIALS|KUBECONFIG|KUBECACHEDIR|SANDBOX_URL)$/;

const NAMES: Readonly<Record<TargetKind, string>> = { sandbox: 'the embedded sandbox', gke: 'Google Cloud' };

/** Whether a variable redirects only some of a target's clients. */
const CONTRADICTS: Readonly<Record<TargetKind, (name: string, value: string) => boolean>> = {
  gke: (name, value) =>
    name === 'SANDBOX_URL' ||
    (name === SHELL && value === 'sandbox') ||
    name.startsWith('CLOUDSDK_API_ENDPOINT_OVERRIDES_') ||
    (/^(CLOUDSDK_CORE|GOOGLE_CLOUD)_UNIVERSE_DOMAIN$/.test(name) && value !== UNIVERSE),
  // The sandbox sets every other variable itself.
  sandbox: (name, value) => name === SHELL && value === 'gke',
};

/**
 * Refuse a shell that is set up for the other target.
 * @throws RunbookError CONFIG_INVALID
 */
export function refuseContradiction(kind: TargetKind, environment: Environment): void {
  const set = Object.entries(environment).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const decisive = set.filter(([name, value]) => CONTRADICTS[kind](name, value));
  if (decisive.length === 0) return;
  const other = setUpFor(environment);
  const ofShell = set.map(([name]) => name).filter((name) => name === SHELL || EXPORTED.test(name) || isOurs(name));
  const names = other === undefined ? decisive.map(([name]) => name) : ofShell;
  throw new RunbookError(
    'CONFIG_INVALID',
    other === undefined
      ? `This shell redirects gcloud away from ${NAMES[kind]}, but not Google's client libraries`
      : `This shell is set up for ${NAMES[other]}, but TARGET is ${kind}`,
    {
      evidence: decisive.map(([name, value]) => `${name}=${value}`),
      remedy: `Open a new shell, or: unset ${names.join(' ')}`,
    },
  );
}

/** SANDBOX_URL comes from `sandbox env`. */
function setUpFor({ SANDBOX_URL, [SHELL]: shell }: Environment): TargetKind | undefined {
  if (shell === 'gke' || shell === 'sandbox') return shell;
  return SANDBOX_URL ? 'sandbox' : undefined;
}

/** All variables but TARGET, which the user has chosen. */
function isOurs(name: string): boolean {
  return name !== 'TARGET' && Object.hasOwn(variables, name);
}
