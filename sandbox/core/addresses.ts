/**
 * Loopback addresses of the sandbox's own. On Linux the whole of 127.0.0.0/8 is the loopback, so a pod or a balancer can
 * listen on a well-known port at an address of its own; where the system has only 127.0.0.1 it gets a free port there.
 */
export interface Addresses {
  /** Whether addresses other than 127.0.0.1 can be listened on. */
  readonly many: boolean;
  /** The same owner (a pod's uid, a forwarding rule's name) gets the same address until it is released. */
  allocate(owner: string): string;
  release(owner: string): void;
}
