import { delimiter } from 'node:path';
import { type Config, TUTORIAL_NAMES } from '../config/index.ts';
import { formatError, plain } from '../log/format.ts';
import { openTarget } from '../target/open.ts';
import { EXPORTED, FAILED, SHELL } from '../target/shell.ts';
import type { Target } from '../target/target.ts';
import { EXIT } from './exit.ts';
import { thisCommand } from './invocation.ts';
import { withNext } from './next.ts';
import { asRunbookError, exitCodeOf } from './outcome.ts';
import { readConfig } from './run.ts';

/** Variables that suppress gcloud's questions and logs; a person should see these. */
const NOT_FOR_PEOPLE = /^CLOUDSDK_CORE_DISABLE_(PROMPTS|FILE_LOGGING)$/;

/** On the sandbox, prompts stay off, so that the tutorial's commands can be pasted. */
const shown = (name: string, { kind }: Target): boolean =>
  EXPORTED.test(name) && (kind === 'sandbox' || !NOT_FOR_PEOPLE.test(name));

/** The lines that a shell evaluates, and the error that a person reads. */
export interface ShellExports {
  readonly code: number;
  readonly lines: string;
  readonly error: string;
}

/**
 * Lines that point a person's shell to the runbook's target, or disable its gcloud and kubectl after an error. Holds no
 * secret.
 */
export async function shellExports(environment: NodeJS.ProcessEnv): Promise<ShellExports> {
  try {
    const config = readConfig(environment);
    const target = await openTarget(config, environment);
    await target.close();
    return { code: EXIT.done, lines: linesFor(target, config, environment).join('\n'), error: '' };
  } catch (error) {
    const known = asRunbookError(error);
    return { code: exitCodeOf(known), lines: STOP, error: formatError(withNext(known, thisCommand([])), plain) };
  }
}

function linesFor(target: Target, config: Config, environment: NodeJS.ProcessEnv): string[] {
  const own = Object.entries(target.environment).filter(
    ([name, value]) => (shown(name, target) || isProxy(name, environment)) && environment[name] !== value,
  );
  // Variables that the target does not use would send the person's commands elsewhere.
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

/** Certificates do not change where commands go. */
const isTrust = (name: string): boolean => name === 'CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE';

/** A shell with a proxy must bypass it for the sandbox. */
const isProxy = (name: string, environment: NodeJS.ProcessEnv): boolean =>
  /^no_proxy$/i.test(name) && Object.keys(environment).some((one) => /^(https?|all)_proxy$/i.test(one));

/** Only the target's addition to the PATH: npm changes the rest. */
function ahead(path = '', given = ''): string[] {
  if (path === given || !path.endsWith(given)) return [];
  const programs = path.slice(0, path.length - given.length).replace(new RegExp(`${delimiter}$`), '');
  return [
    `case "${delimiter}$PATH" in *${delimiter}${quote(programs)}${delimiter}*) ;; *) export PATH=${quote(programs)}${delimiter}"$PATH" ;; esac`,
  ];
}

/** The runbook's own variables, such as TARGET, are not exported, since they would override `.env`. */
function tutorialVariables(config: Config): [string, string][] {
  return TUTORIAL_NAMES.filter((name) => config[name] !== undefined).map((name) => [name, String(config[name])]);
}

/** Disables gcloud and kubectl in a shell that would otherwise use the person's own account. */
const STOP = [
  ...['gcloud', 'kubectl'].map(
    (tool) =>
      `${tool}() { echo "${tool}: npm run env failed, and this shell may use your own account. Type: eval \\"\\$(npm run -s env)\\", or: unset -f gcloud kubectl" >&2; return 1; }`,
  ),
  `export ${SHELL}=${FAILED}`,
  'false',
].join('\n');

const quote = (value: string): string => `'${value.replaceAll("'", `'\\''`)}'`;
