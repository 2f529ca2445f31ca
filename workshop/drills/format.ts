import type { Style } from '../../lib/log/format.ts';
import type { Language, Text } from '../text.ts';
import type { Drill } from './drill.ts';
import type { DrillProgress, DrillResult } from './progress.ts';
import type { CheckedDrill } from './verdict.ts';

/** The words around the drills' own texts. */
const WORDS = {
  goal: { en: 'Goal', zh: '目标' },
  passed: { en: 'Passed', zh: '通过' },
  repaired: { en: 'Repaired', zh: '已修复' },
  notPassed: { en: 'Not passed', zh: '未通过' },
  points: { en: 'points', zh: '分' },
  minutes: { en: 'min', zh: '分钟' },
  level: { en: 'level', zh: '难度' },
  debrief: { en: 'Next time', zh: '下次先看' },
  again: {
    en: 'Some changes take minutes, such as replacing a Pod (kubectl get pods -n vllm) or resizing a node pool. When they are complete, run',
    zh: '有些更改要几分钟才生效，例如替换 Pod（kubectl get pods -n vllm）或调整节点池。之后运行',
  },
  back: { en: 'To return to your own deployment, run', zh: '回到你自己的部署' },
  hint: { en: 'Hint', zh: '提示' },
  hintsTaken: { en: 'Hints taken', zh: '已用提示' },
  solved: { en: 'solved with the solution: no points', zh: '照答案完成：不计分' },
  running: { en: 'running', zh: '进行中' },
  none: { en: 'No drill is running.', zh: '没有正在进行的演练。' },
} as const satisfies Readonly<Record<string, Text>>;

/** Every drill in a line, with what was reached. */
export function formatList(drills: readonly Drill[], progress: DrillProgress, language: Language): string {
  const width = Math.max(...drills.map(({ id }) => id.length)) + 2;
  return drills
    .map((one) => `${one.id.padEnd(width)}${about(one, language)}${reached(one, progress, language)}`)
    .join('\n');
}

const about = ({ title, level, minutes }: Drill, language: Language): string =>
  `${title[language]} (${WORDS.level[language]} ${level}, ${minutes} ${WORDS.minutes[language]})`;

function reached({ id }: Drill, { current, results }: DrillProgress, language: Language): string {
  const told = [current?.id === id ? WORDS.running[language] : '', results[id] ? result(results[id], language) : ''];
  const text = told.filter((one) => one !== '').join(', ');
  return text === '' ? '' : `: ${text}`;
}

function result({ points, of, passed, solved }: DrillResult, language: Language): string {
  if (solved) return WORDS.solved[language];
  return `${(passed ? WORDS.passed : WORDS.notPassed)[language]}, ${points}/${of}`;
}

/** How a learner asks for the next thing. */
export const COMMANDS = {
  hint: 'npm run drill -- hint',
  check: 'npm run drill -- check',
  stop: 'npm run drill -- stop',
};

const next = ({ hint, check }: typeof COMMANDS): Text => ({
  en: `To look: kubectl and gcloud. For a hint: ${hint}. When it is done: ${check}`,
  zh: `用 kubectl 和 gcloud 查看。需要提示：${hint}。完成后：${check}`,
});

/** What a learner reads at the start. */
export function formatStory(
  { title, story, goal }: Drill,
  language: Language,
  { bold }: Style,
  commands: typeof COMMANDS = COMMANDS,
): string {
  const goalLine = `${WORDS.goal[language]}: ${goal[language]}`;
  return [bold(title[language]), story[language], goalLine, next(commands)[language]].join('\n\n');
}

export function formatHint(number: number, text: Text, language: Language): string {
  return `${WORDS.hint[language]} ${number}/3: ${text[language]}`;
}

/** Each goal with its message, the points, and after a pass the debrief. */
export function formatVerdict(
  verdict: CheckedDrill,
  { debrief }: Drill,
  language: Language,
  { good, bad, bold }: Style,
  { check, stop }: typeof COMMANDS = COMMANDS,
): string {
  const { passed, points, of, items, hints, solved } = verdict;
  const lines = items.map(({ met, message, points: got, of: max }) => {
    const score = max === 0 ? '' : ` (${got}/${max})`;
    return `${met ? good('✓') : bad('✗')} ${message[language]}${score}`;
  });
  const reached = solved ? WORDS.solved[language] : `${points}/${of} ${WORDS.points[language]}`;
  const end = `${(passed ? (solved ? WORDS.repaired : WORDS.passed) : WORDS.notPassed)[language]}: ${reached}. ${WORDS.hintsTaken[language]}: ${hints}`;
  const after = passed
    ? [`${WORDS.debrief[language]}: ${debrief[language]}`, `${WORDS.back[language]}: ${stop}`]
    : [`${WORDS.again[language]}: ${check}`];
  return [...lines, bold(end), '', ...after].join('\n');
}

export const formatNone = (language: Language): string => WORDS.none[language];
