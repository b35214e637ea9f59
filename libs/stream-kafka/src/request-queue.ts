import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

/**
 * kafkajs 2.2.4 asks for its next look at waiting requests with a negative delay whenever none waits, which Node makes
 * 1 ms: every connection runs a 1 ms timer for ever, 4.4 % of a core for an idle process with one consumer and one
 * producer (tulios/kafkajs#1751, #1704; fixes unmerged). Nothing waits, nothing to look at: a request that has to wait
 * asks by itself when it is queued. `idle-cpu.int.spec.ts` pins the effect.
 */
export function stopIdleTimer(): void {
  RequestQueue.prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length === 0 || this.throttleCheckTimeoutId !== null) return;
    const delay = Math.max(this.throttledUntil - Date.now(), shortestDelayMs);
    this.throttleCheckTimeoutId = setTimeout(() => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    }, delay);
  };
}

/** kafkajs's own interval for requests that wait for room in flight. */
const shortestDelayMs = 10;
