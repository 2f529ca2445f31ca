import type { Config } from '../config/index.ts';
import { actionsOf, type Step } from '../step/step.ts';
import { rendered } from '../template/manifest.ts';
import { type Part, planOf } from './plan.ts';
import { render } from './render.ts';
import type { Section } from './script.ts';

/** The steps as sections of a script. A step whose background work no earlier section starts gets a section for it. */
export async function sectionsOf(steps: readonly Step[], config: Config): Promise<readonly Section[]> {
  const sections: Section[] = [];
  const running = new Set<string>();
  for (const step of steps) {
    for (const one of step.during ?? []) if (!running.has(one.id)) sections.push(await sectionOf(one, config));
    sections.push(await sectionOf(step, config));
    for (const { id } of [step, ...(step.during ?? [])]) running.add(id);
    for (const { id } of step.ends ?? []) running.delete(id);
  }
  return sections;
}

async function sectionOf(step: Step, config: Config): Promise<Section> {
  const parts = planOf(() => actionsOf(step, { config }));
  const texts = new Map<Part, string>();
  for (const part of manifestsIn(parts)) texts.set(part, await rendered(part.manifest));
  const lines = render(parts, { manifestText: (part) => texts.get(part)!, tolerant: step.weight === 'deletes' });
  return { step, lines };
}

function manifestsIn(parts: readonly Part[]): readonly Extract<Part, { kind: 'manifest' }>[] {
  return parts.flatMap((part) => {
    if (part.kind === 'manifest') return [part];
    return part.kind === 'if' ? [...manifestsIn(part.yes), ...manifestsIn(part.no)] : [];
  });
}
