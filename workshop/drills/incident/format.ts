import type { Style } from '../../../lib/log/format.ts';
import type { Language, Text } from '../../text.ts';
import type { Alarm } from './incident.ts';
import { type Incident, type Part, scoreOf } from './score.ts';
import { TROUBLES } from './troubles.ts';

/** What each part of the score measures. */
const PARTS: Readonly<Record<Part['what'], Text>> = {
  detect: { en: 'first diagnosis', zh: '首次诊断' },
  diagnose: { en: 'cause found', zh: '找到原因' },
  mend: { en: 'mended', zh: '修复' },
  tokens: { en: 'tokens lost', zh: '损失的 token' },
  wrong: { en: 'wrong diagnoses', zh: '错误的诊断' },
};

/** The line that wakes somebody: what a dashboard shows, and no cause. */
export function formatPager({ baseline, seed }: Incident, alarm: Alarm, language: Language): string {
  const [was, is] = [baseline, alarm.rate].map((one) => Math.round(one).toLocaleString('en'));
  const { ready, wanted, reads } = alarm;
  return {
    en: `PAGE  vllm-tpu: ${ready} of ${wanted} replicas ready, ${is} tokens a second (was ${was}), autoscaler ${reads ? 'reads its metric' : '<unknown>'}. Incident ${seed}, 2 causes.`,
    zh: `告警  vllm-tpu：${wanted} 个副本中 ${ready} 个就绪，每秒 ${is} 个 token（之前 ${was}），自动扩缩器${reads ? '能读到指标' : '显示 <unknown>'}。事件 ${seed}，2 个原因。`,
  }[language];
}

export const formatRules = (language: Language): string =>
  ({
    en: [
      'The clock runs. Find both causes and mend them; the load goes on.',
      'When you know a cause: npm run drill -- diagnose CODE (a wrong one costs 3 points)',
      'When you have mended something: npm run drill -- incident',
      '',
      ...choices('en'),
    ],
    zh: [
      '计时已经开始。找出两个原因并修复，负载会一直持续。',
      '知道一个原因时：npm run drill -- diagnose CODE（答错扣 3 分）',
      '修复之后：npm run drill -- incident',
      '',
      ...choices('zh'),
    ],
  })[language].join('\n');

/** All causes, those of other seeds too. */
function choices(language: Language): readonly string[] {
  const width = Math.max(...TROUBLES.map(({ code }) => code.length)) + 2;
  return TROUBLES.map(({ code, what }) => `  ${code.padEnd(width)}${what[language]}`);
}

/** The score so far. A cause that nobody has named stays unnamed until it is mended. */
export function formatScore(incident: Incident, language: Language, { good, bad, bold }: Style): string {
  const { parts, points, of, over } = scoreOf(incident);
  const lines = parts
    .filter(({ what, measured }) => what !== 'wrong' || measured !== 0)
    .map((part) => {
      const mark = part.measured === undefined || part.what === 'wrong' ? bad('✗') : good('✓');
      return `${mark} ${PARTS[part.what][language]}${named(part, incident)}${measuredOf(part, language)} (${part.points}/${part.of})`;
    });
  const end = { en: over ? 'Over' : 'So far', zh: over ? '结束' : '目前' }[language];
  return [...lines, bold(`${end}: ${points}/${of}`)].join('\n');
}

function named({ code }: Part, { diagnosedAt, mendedAt, troubles }: Incident): string {
  if (code === undefined) return '';
  return diagnosedAt[code] || mendedAt[code] ? ` ${code}` : ` #${troubles.indexOf(code) + 1}`;
}

function measuredOf({ what, measured }: Part, language: Language): string {
  if (measured === undefined) return '';
  if (what === 'tokens') return ` ${Math.round(measured * 100)} %`;
  if (what === 'wrong') return ` ${measured}`;
  return ` ${measured.toFixed(1)} ${{ en: 'min', zh: '分钟' }[language]}`;
}
