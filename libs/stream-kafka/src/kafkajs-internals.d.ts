/** The parts of kafkajs 2.2.4's inside that `request-queue.ts` and `sockets.ts` need; kafkajs ships no types for them. */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  class RequestQueue {
    pending: unknown[];
    throttledUntil: number;
    throttleCheckTimeoutId: NodeJS.Timeout | null;
    checkPendingRequests(): void;
    scheduleCheckPendingRequests(): void;
  }
  export = RequestQueue;
}

declare module 'kafkajs/src/network/socketFactory.js' {
  import type { ISocketFactory } from 'kafkajs';
  function createSocketFactory(): ISocketFactory;
  export = createSocketFactory;
}
