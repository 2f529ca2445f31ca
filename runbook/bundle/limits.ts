/** Real seconds that one request to the cluster may take. */
export const CLUSTER_LIMIT = 10;

/** Real seconds that one part may take. kubectl asks five times before it gives up. */
export const PART_LIMIT = 60;

/** Parts that are asked at the same time. */
export const AT_ONCE = 4;

/** The last bytes of a file of this machine that a bundle takes. */
export const LONGEST_FILE = 512 * 1024;

/** Bytes of a bundle without compression. GitHub takes attachments of at most 25 MB. */
export const LARGEST_BUNDLE = 64 * 1024 * 1024;
