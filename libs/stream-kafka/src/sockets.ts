import type { Socket } from 'node:net';
import type { ISocketFactory } from 'kafkajs';
import createSocketFactory from 'kafkajs/src/network/socketFactory.js';

/**
 * kafkajs 2.2.4 keeps a connection on which a request timed out and goes on asking through it. Where the network
 * dropped the other end without a word, that is until the kernel gives up, a quarter of an hour later. So we close it,
 * and kafkajs makes a new one.
 */
export type Sockets = { readonly factory: ISocketFactory; /** Closes every connection to "host:port". */ close(broker: string): void };

export function createSockets(): Sockets {
  const connect = createSocketFactory();
  const open = new Map<string, Set<Socket>>();
  return {
    factory(place) {
      const socket = connect(place);
      const broker = `${place.host}:${place.port}`;
      const sockets = open.get(broker) ?? new Set();
      open.set(broker, sockets.add(socket));
      socket.once('close', () => sockets.delete(socket));
      return socket;
    },
    close(broker) {
      for (const socket of open.get(broker) ?? []) socket.destroy(new Error('no answer within the request time-out'));
    },
  };
}
