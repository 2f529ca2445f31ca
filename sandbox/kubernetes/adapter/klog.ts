export type Level = 'I' | 'E' | 'F';

/** Writes a line as klog does. @param source file and line of the program */
export type Klog = (level: Level, source: string, message: string) => void;

/** Level, month and day, time, process id, source, message. @param at simulated ms since the epoch */
export function klogLine(level: Level, source: string, message: string, at: number): string {
  const iso = new Date(at).toISOString();
  return `${level}${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000       1 ${source}] ${message}`;
}
