import type { ClassFile, Isolation } from '../class-file.ts';

export interface StartedClass {
  readonly instructor: string;
  readonly sheet: string;
  readonly ready: number;
  readonly isolation: Isolation;
  /** Whether the drills' stages are being prepared in the background. */
  readonly preparing: boolean;
  /** Learners of before who are not in the list that was given. */
  readonly kept: readonly string[];
  readonly learners: readonly { readonly name: string; readonly label: string; readonly link: string }[];
}

/** What an instructor must know of a class without isolation. */
export const NOT_APART =
  'WARNING: The learners are not isolated (--trust-learners). Each learner can read and change the work of every other learner.';

/** What an instructor reads after the start. */
export function startedText(
  { instructor, sheet, ready, isolation, learners, kept, preparing }: StartedClass,
  { tls }: ClassFile,
): string {
  const missing = learners.length - ready;
  return [
    `The class is running: ${ready} of ${learners.length} sandboxes.`,
    ...(missing > 0 ? [`${missing} sandboxes are still starting. To look again: npm run workshop -- status`] : []),
    ...(kept.length > 0
      ? [
          `Not in your list, and kept with their sandboxes and links: ${kept.join(', ')}. To remove them:`,
          `npm run workshop -- remove ${kept.join(' ')}`,
        ]
      : []),
    '',
    `  Your page        ${instructor}`,
    `  Links to print   ${sheet}`,
    '',
    ...(tls
      ? [
          'Everybody who reaches this address sees the sign-in page of the class; a link is a password. The certificate is signed by',
          `nobody, so browsers warn. Compare its SHA-256 fingerprint with the sheet: ${colons(tls.fingerprint)}`,
          '',
        ]
      : ['Only browsers on this machine reach these links. For a network: --listen ADDRESS', '']),
    ...(isolation === 'none' ? [NOT_APART, ''] : []),
    ...(preparing
      ? [
          "The stages of the drills are being prepared in the background. Once they are saved, a learner's first drill starts",
          "quickly; before that, it first deploys on the learner's own sandbox.",
        ]
      : []),
    'Use one browser profile for your page and another for the link of a learner: a profile is logged in as one person.',
    'npm run workshop -- status',
  ].join('\n');
}

/** A fingerprint as browsers print it. */
export function colons(fingerprint: string): string {
  return Buffer.from(fingerprint, 'base64url').toString('hex').toUpperCase().match(/../g)!.join(':');
}
