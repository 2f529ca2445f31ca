import { solvedTwice } from './solved-twice.ts';

solvedTwice(0, 3);
