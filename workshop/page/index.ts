export type { DrillBook, DrillCard, DrillProgress, DrillResult, Verdict, VerdictItem } from './drill-book.ts';
export type { ClassState, LearnerState, Order } from './instructor/class-state.ts';
export { createInstructorPage, type InstructorOptions, type InstructorPage } from './instructor/page.ts';
export { createPage, type Page, type PageOptions } from './page.ts';
export type { Message } from './view/picture.ts';
