import { delimiter } from 'node:path';
import type { Config, VariableName } from '../config/index.ts';
import { formatError, plain } from '../log/format.ts';
import { openTarget } from '../target/open.ts';
import { EXPORTED, FAILED, SHELL } from '../target/shell.ts';
import type { Target } from '../target/target.ts';
import { asRunbookError, EXIT, exitCodeOf } from './outcome.ts';
import { readConfig } from './run.ts';

/** What keeps gcloud from asking the runbook is not for a person. */
const NOT_FOR_PEOPLE = /^CLOUDSDK_CORE_DISABLE_(PROMPTS|FILE_LOGGING)$/;

/** Where nothing is real, nothing is asked: the tutorial's commands can be pasted. */
const shown = (name: string, { kind }: Target): boolean =>
  EXPORTED.test(name) && (kind === 'sandbox' || !NOT_FOR_PEOPLE.test(name));

/** What a shell evaluates, and what a person reads when there is nothing to evaluate. */
export interface ShellExports {
  readonly code: number;
  readonly lines: string;
  readonly error: string;
}

/** The lines with which a person's shell acts where the runbook does, and nowhere at all when it cannot. A secret stays where it is. */
export async function shellExports(environment: NodeJS.ProcessEnv): Promise<ShellExports> {
  try {
    const config = readConfig(environment);
    const target = await openTarget(config, environment);
    await target.close();
    return { code: EXIT.done, lines: linesFor(target, config, environment).join('\n'), error: '' };
  } catch (error) {
    const known = asRunbookError(error);
    return { code: exitCodeOf(known), lines: STOP, error: formatError(known, plain) };
  }
}

function linesFor(target: Target, config: Config, environment: NodeJS.ProcessEnv): string[] {
  const own = Object.entries(target.environment).filter(
    ([name, value]) => (shown(name, target) || isProxy(name, environment)) && environment[name] !== value,
  );
  // What the target does not pass on would lead the person's commands elsewhere than its own.
  const foreign = Object.keys(environment).filter(
    (name) => EXPORTED.test(name) && !(name in target.environment) && !isTrust(name),
  );
  return [
    ...(environment[SHELL] === FAILED ? ['unset -f gcloud kubectl'] : []),
    ...(foreign.length > 0 ? [`unset ${foreign.join(' ')}`] : []),
    ...ahead(target.environment.PATH, environment.PATH),
    ...[...own, ...tutorialVariables(config), [SHELL, target.kind] as const].map(
      ([name, value]) => `export ${name}=${quote(value)}`,
    ),
  ];
}

/** Whom a person trusts leads nowhere. */
const isTrust = (name: string): boolean => name === 'CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE';

/** A shell that goes through a proxy must not do so to the sandbox. */
const isProxy = (name: string, environment: NodeJS.ProcessEnv): boolean =>
  /^no_proxy$/i.test(name) && Object.keys(environment).some((one) => /^(https?|all)_proxy$/i.test(one));

/** Only what the target has put before the PATH: the rest of it is npm's. */
function ahead(path = '', given = ''): string[] {
  if (path === given || !path.endsWith(given)) return [];
  const programs = path.slice(0, path.length - given.length).replace(new RegExp(`${delimiter}$`), '');
  return [
    `case "${delimiter}$PATH" in *${delimiter}${quote(programs)}${delimiter}*) ;; *) export PATH=${quote(programs)}${delimiter}"$PATH" ;; esac`,
  ];
}

/**
 * The names that the tutorial's commands are typed with, but for its token. All others are the runbook's own, TARGET too:
 * a shell that says them would go before `.env`.
 */
const TUTORIAL = [
  'PROJECT_ID',
  'PROJECT_NUMBER',
  'CLUSTER_NAME',
  'CLUSTER_VERSION',
  'CONTROL_PLANE_LOCATION',
  'ZONE',
  'NAMESPACE',
  'GSBUCKET',
  'KSA_NAME',
] as const satisfies readonly VariableName[];

function tutorialVariables(config: Config): [string, string][] {
  return TUTORIAL.filter((name) => config[name] !== undefined).map((name) => [name, String(config[name])]);
}

/** For a shell that would go on with the person's own account: the next command stops, and the shell itself does not. */
const STOP = [
  ...['gcloud', 'kubectl'].map(
    (tool) =>
      `${tool}() { echo "${tool}: npm run env has failed, and this shell may act on your own account. Type: eval \\"\\$(npm run -s env)\\", or: unset -f gcloud kubectl" >&2; return 1; }`,
  ),
  `export ${SHELL}=${FAILED}`,
  'false',
].join('\n');

const quote = (value: string): string => `'${value.replaceAll("'", `'\\''`)}'`;
