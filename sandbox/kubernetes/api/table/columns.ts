import { AGE, type Column, NAME } from './column.ts';

/** What types without columns of their own show. */
export const STANDARD: readonly Column[] = [NAME, AGE];

/** By plural name, as pkg/printers/internalversion/printers.go defines them. */
export const COLUMNS: Readonly<Record<string, readonly Column[]>> = {};
