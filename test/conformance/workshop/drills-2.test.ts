import { solvedTwice } from './solved-twice.ts';

solvedTwice(1, 3);
