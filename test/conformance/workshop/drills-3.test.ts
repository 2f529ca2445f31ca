import { solvedTwice } from './solved-twice.ts';

solvedTwice(2, 3);
