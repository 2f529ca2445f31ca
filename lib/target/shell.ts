import { variables } from '../config/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import { type TargetKind, UNIVERSE } from './target.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Set in a shell by `npm run env`: the target that the shell's gcloud and kubectl act on. */
export const SHELL = 'RUNBOOK_SHELL';

/** Its value where `npm run env` has failed. */
export const FAILED = 'failed';

/** Those of a target's variables by which a person's gcloud and kubectl act where it does. */
export const EXPORTED = /^(CLOUDSDK_\w+|GOOGLE_APPLICATION_CREDENTIALS|KUBECONFIG|KUBECACHEDIR|SANDBOX_URL)$/;

const NAMES: Readonly<Record<TargetKind, string>> = { sandbox: 'the embedded sandbox', gke: 'Google Cloud' };

/** Whether a variable leads away from a target some of those that act on it, and the others not. */
const CONTRADICTS: Readonly<Record<TargetKind, (name: string, value: string) => boolean>> = {
  gke: (name, value) =>
    name === 'SANDBOX_URL' ||
    (name === SHELL && value === 'sandbox') ||
    name.startsWith('CLOUDSDK_API_ENDPOINT_OVERRIDES_') ||
    (/^(CLOUDSDK_CORE|GOOGLE_CLOUD)_UNIVERSE_DOMAIN$/.test(name) && value !== UNIVERSE),
  // The sandbox brings all that decides along; a shell of Google Cloud's has its project's names.
  sandbox: (name, value) => name === SHELL && value === 'gke',
};

/**
 * A shell that was set up for one target, and is told to act on the other.
 * @throws RunbookError CONFIG_INVALID whose remedy is what to type
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
      ? `This shell leads gcloud away from ${NAMES[kind]}, and Google's clients not`
      : `This shell is set up for ${NAMES[other]}, and TARGET is ${kind}`,
    {
      evidence: decisive.map(([name, value]) => `${name}=${value}`),
      remedy: `Open a new shell, or type: unset ${names.join(' ')}`,
    },
  );
}

/** What the sandbox's own `env` exports tells of it, too. */
function setUpFor({ SANDBOX_URL, [SHELL]: shell }: Environment): TargetKind | undefined {
  if (shell === 'gke' || shell === 'sandbox') return shell;
  return SANDBOX_URL ? 'sandbox' : undefined;
}

/** TARGET is what was asked for. */
function isOurs(name: string): boolean {
  return name !== 'TARGET' && Object.hasOwn(variables, name);
}
