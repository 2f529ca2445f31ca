import type { Words } from '../command/command.ts';
import type { Config } from '../config/index.ts';
import { headingOf, type Step } from '../step/step.ts';
import { functions, functionsIn } from './functions/index.ts';
import { head, secretLines, variableLines } from './head.ts';
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

const CREDENTIALS = 'gcloud container clusters get-credentials "$CLUSTER_NAME" --location="$CONTROL_PLANE_LOCATION"';
const WAIT_FOR_LOAD = ['echo "The load runs until you press Ctrl-C."', 'wait', ''];
const FOR_KUBECTL = 'printf \'For kubectl: export KUBECONFIG=%q\\n\' "$KUBECONFIG"';
const RULE = '-'.repeat(100);

/** The whole script: comment, variables, functions, and a section for each step. */
export function scriptOf(sections: readonly Section[], config: Config, { about, remove }: ScriptTexts): string {
  const text = sections.flatMap(({ lines }) => lines).join('\n');
  const used = functionsIn(`fail\n${text}`);
  const behind = [
    ...used.flatMap((name) => [functions[name]!, '']),
    ...finish(used, remove),
    '',
    ...(needsCredentials(text) ? [CREDENTIALS] : []),
    ...sections.flatMap(sectionLines),
    '',
    ...(sections.at(-1)?.step.outlives ? WAIT_FOR_LOAD : []),
    'echo',
    'echo "Done."',
    ...(sections.some(({ step }) => step.weight === 'deletes') ? [] : [FOR_KUBECTL, 'to_delete']),
  ];
  const whole = [
    '#!/usr/bin/env bash',
    ...about.map((line) => `# ${line}`.trimEnd()),
    'set -euo pipefail',
    '',
    ...variableLines(behind.join('\n'), config),
    ...secretLines(text, config),
    '',
    ...head(text, config),
    '',
    ...behind,
  ];
  return `${whole.join('\n')}\n`;
}

/** A part of the runbook may begin behind the step that gets the credentials. */
function needsCredentials(text: string): boolean {
  const code = text.replaceAll(/^\s*#.*$/gm, '');
  const [kubectl, credentials] = [code.search(/\bkubectl /), code.indexOf('get-credentials')];
  return kubectl >= 0 && (credentials < 0 || credentials > kubectl);
}

function sectionLines({ step: { id, title, section, weight }, lines }: Section): readonly string[] {
  const heading = ['', `# ${RULE}`, `# ${headingOf(section)}`, `step ${word(`${id}  ${title}`)}`];
  if (weight !== 'deletes') return [...heading, ...lines];
  const judged = '((FAILURES == 0)) || fail "$FAILURES parts of the cleanup failed; see above"';
  return [...heading, 'FAILURES=0', ...lines, judged, 'rm -f "$KUBECONFIG"'];
}

function finish(used: readonly string[], remove: readonly Words[]): readonly string[] {
  const stops = ['stop_load', 'stop_port_forward'].filter((name) => used.includes(name));
  // In a here-document, quotes would be printed.
  const shown = (words: Words): string => words.map((one) => word(one).replaceAll('"', '')).join(' ');
  return [
    'STEP=beginning',
    'step() {',
    '  STEP=$1',
    '  printf \'\\n%s\\n\' "$1"',
    '}',
    '',
    'WORK="$(mktemp -d)"',
    'to_delete() {',
    '  cat << END',
    ...(remove.length > 0 ? ['To delete what is billed:'] : []),
    ...remove.map((words) => `  ${shown(words)}`),
    'END',
    '}',
    '',
    '# Ends what runs in the background. After a failure it says what may be billed.',
    'finish() {',
    '  local code=$?',
    ...stops.map((name) => `  ${name}`),
    '  rm -rf "$WORK"',
    '  ((code != 0)) || return 0',
    '  printf \'\\nThe script ended in: %s\\nWhat it created may be billed. \' "$STEP" >&2',
    '  to_delete >&2',
    '}',
    'trap finish EXIT',
  ];
}
