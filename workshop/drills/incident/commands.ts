import { usage } from '../../../lib/runner/flags.ts';
import { withFlags } from '../../../lib/runner/with-flags.ts';
import type { Session } from '../../../lib/session/session.ts';
import { show, style } from '../../told.ts';
import { inSession, type DrillTold as Told } from '../terminal.ts';
import { formatPager, formatRules, formatScore } from './format.ts';
import { diagnose, lookAtIncident, startIncident } from './incident.ts';
import { readIncident } from './record.ts';
import { scoreOf } from './score.ts';

/** `drill incident --seed N` starts one; `drill incident` looks at the running one. */
export async function incidentCommand(told: Told): Promise<number> {
  const running = await readIncident();
  if (told.seed !== undefined || !running) return begin(told);
  return inSession(told, async (session) => {
    const incident = await lookAtIncident(session);
    const score = scoreOf(incident);
    show(told, { incident, score }, formatScore(incident, told.language, style()));
    return score.over ? 0 : 1;
  });
}

function begin(told: Told): Promise<number> {
  const seed = Number(told.seed ?? Math.floor(Math.random() * 1000));
  if (!Number.isInteger(seed) || seed < 0) throw usage(`--seed is ${told.seed}: expected a whole number`);
  const again = (): string => withFlags('npm run drill -- incident', { seed: String(seed) });
  const start = async (session: Session): Promise<number> => {
    const { incident, alarm } = await startIncident(session, seed);
    // What it did would name the causes.
    const { brokenAt, baseline } = incident;
    const text = `\n${formatPager(incident, alarm, told.language)}\n\n${formatRules(told.language)}`;
    show(told, { seed, brokenAt, baseline, alarm }, text);
    return 0;
  };
  return inSession(told, start, again);
}

/** `drill diagnose CODE`. */
export async function diagnoseCommand(text: string, told: Told): Promise<number> {
  const { right, code } = await diagnose(text);
  const said = {
    en: right ? `${code} is a cause of this incident.` : `${code} is no cause of this incident.`,
    zh: right ? `${code} 是这次事件的原因之一。` : `${code} 不是这次事件的原因。`,
  };
  show(told, { code, right }, said[told.language]);
  return right ? 0 : 1;
}
