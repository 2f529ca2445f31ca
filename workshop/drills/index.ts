export type { Drill, Fault, Item, Move, Stage } from './drill.ts';
export { checkDrill, hint, resetDrill, solveDrill, startDrill, stopDrill } from './engine.ts';
export { drills } from './list/index.ts';
export type { CurrentDrill, DrillProgress, DrillResult } from './progress.ts';
export { readProgress } from './progress.ts';
export { prepareStage, stateOf } from './stages.ts';
export type { CheckedDrill, CheckedItem, Verdict } from './verdict.ts';
