/** A line as klog writes it: level, month and day, time, process id, source, message. @param at simulated ms since the epoch */
export function klog(level: 'I' | 'E' | 'F', source: string, message: string, at: number): string {
  const iso = new Date(at).toISOString();
  return `${level}${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000       1 ${source}] ${message}`;
}
