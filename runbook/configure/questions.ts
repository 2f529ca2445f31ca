import { exposure } from './exposure.ts';
import { machine, model, weights } from './model.ts';
import { provisioning, zone } from './place.ts';
import { project } from './project.ts';
import type { Question } from './question.ts';

/** In the order of asking: the model decides the machine, the machine decides the zones. */
export const questions: readonly Question[] = [project, model, weights, machine, zone, provisioning, ...exposure];
