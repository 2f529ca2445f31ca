/**
 * Loopback addresses of this process: the servers of all test files listen on port 8000, and files run side by side.
 * Beyond the blocks that sandboxes take (sandbox/core/loopback.ts).
 */
const BLOCK = `127.${192 + ((process.pid >> 8) & 63)}.${process.pid & 255}`;

/** @param number from 1 to 254 */
export const ownAddress = (number: number): string => `${BLOCK}.${number}`;
