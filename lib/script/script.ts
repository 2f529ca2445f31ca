import type { Words } from '../command/command.ts';
import { type Config, type VariableName, variables } from '../config/index.ts';
import type { Step } from '../step/step.ts';
import { changeable } from './changeable.ts';
import { functions, functionsIn } from './functions/index.ts';
import { word } from './word.ts';

/** What a runbook says in its script. */
export interface ScriptTexts {
  /** What the script does, what it costs, and what it leaves out: lines of a comment. */
  readonly about: readonly string[];
  /** The commands that delete what is billed, for a script that failed. */
  readonly remove: readonly Words[];
}

/** A step with its lines of bash. */
export interface Section {
  readonly step: Step;
  readonly lines: readonly string[];
}

/** The whole script. */
export function scriptOf(sections: readonly Section[], config: Config, { about, remove }: ScriptTexts): string {
  const body = sections.flatMap(sectionLines);
  const text = sections.flatMap(({ lines }) => lines).join('\n');
  const end = sections.at(-1)?.step.outlives ? WAIT_FOR_LOAD : [];
  const used = ['fail', ...functionsIn([text, ...end].join('\n'))].filter((name, at, all) => all.indexOf(name) === at);
  const lines = [
    '#!/usr/bin/env bash',
    ...about.map((line) => `# ${line}`.trimEnd()),
    'set -euo pipefail',
    '',
    '# Change these for your project. Everything else is fixed in this script.',
    ...[...changeable(config)].map(([name, value]) => `${name}=${word(value)}`),
    ...secrets(text, config),
    `POLL_SECONDS="\${POLL_SECONDS:-${config.TARGET === 'sandbox' ? 1 : 10}}"`,
    '',
    '# Each command uses the project above, and the cluster of this file: your own kubeconfig is not changed.',
    'export CLOUDSDK_CORE_PROJECT="$PROJECT_ID" CLOUDSDK_CORE_DISABLE_PROMPTS=1',
    'export KUBECONFIG="$PWD/$CLUSTER_NAME.kubeconfig"',
    ...(text.includes('PROJECT_NUMBER')
      ? ['PROJECT_NUMBER="$(gcloud projects describe "$PROJECT_ID" --format=\'value(projectNumber)\')"']
      : []),
    '',
    ...Object.keys(functions)
      .filter((name) => used.includes(name))
      .flatMap((name) => [functions[name]!, '']),
    ...finish(used, remove),
    '',
    ...(needsCredentials(text) ? [CREDENTIALS] : []),
    ...body,
    '',
    ...end,
    'echo',
    'echo "Done."',
  ];
  return `${lines.join('\n')}\n`;
}

const CREDENTIALS =
  'gcloud container clusters get-credentials "${CLUSTER_NAME}" --location="${CONTROL_PLANE_LOCATION}"';

/** A part of the runbook may begin behind the step that gets the credentials. */
function needsCredentials(text: string): boolean {
  const code = text.replaceAll(/^\s*#.*$/gm, '');
  const [kubectl, credentials] = [code.search(/\bkubectl /), code.indexOf('get-credentials')];
  return kubectl >= 0 && (credentials < 0 || credentials > kubectl);
}

const RULE = '-'.repeat(100);

function sectionLines({ step: { id, title, section, weight }, lines }: Section): readonly string[] {
  const counted =
    weight === 'deletes' ? ['((FAILURES == 0)) || fail "$FAILURES parts of the cleanup failed; see above"'] : [];
  return [
    '',
    `# ${RULE}`,
    `# ${section}`,
    `step ${word(`${id}  ${title}`)}`,
    ...(weight === 'deletes' ? ['FAILURES=0'] : []),
    ...lines,
    ...counted,
  ];
}

/** The lines that check the secrets that a script needs. The value is inlined only when it is the sandbox's public one. */
function secrets(text: string, config: Config): readonly string[] {
  const names = (Object.keys(variables) as VariableName[]).filter(
    (name) => 'secret' in variables[name] && text.includes(`\${${name}}`),
  );
  return names.map((name) => {
    const known = config.TARGET === 'sandbox' && publicValue(name, config);
    return known
      ? `${name}="\${${name}:-${known}}" # the sandbox's`
      : `: "\${${name}:?${variables[name].description}: export ${name}=…}"`;
  });
}

function publicValue(name: VariableName, config: Config): string | undefined {
  const { sandbox } = variables[name] as { readonly sandbox?: string | ((of: (name: string) => unknown) => unknown) };
  const value = typeof sandbox === 'function' ? sandbox((other) => config[other as VariableName]) : sandbox;
  const own = config[name] as { reveal?(): string } | undefined;
  return value !== undefined && own?.reveal?.() === value ? String(value) : undefined;
}

const WAIT_FOR_LOAD = ['echo "The load runs until you press Ctrl-C."', 'wait'];

function finish(used: readonly string[], remove: readonly Words[]): readonly string[] {
  const stops = ['stop_load', 'stop_port_forward'].filter((name) => used.includes(name));
  return [
    'STEP=begin',
    `step() {`,
    `  STEP=$1`,
    '  printf \'\\n%s\\n\' "$1"',
    '}',
    '',
    'WORK="$(mktemp -d)"',
    '# Ends what runs in the background. After a failure it says what may be billed.',
    'finish() {',
    '  local code=$?',
    ...stops.map((name) => `  ${name}`),
    '  rm -rf "$WORK"',
    '  ((code != 0)) || return 0',
    '  cat >&2 << END',
    '',
    'The script ended in: $STEP',
    'What it created may be billed. To delete it:',
    ...remove.map((words) => `  ${words.map((one) => word(one).replaceAll('"', '')).join(' ')}`),
    'END',
    '}',
    'trap finish EXIT',
  ];
}
