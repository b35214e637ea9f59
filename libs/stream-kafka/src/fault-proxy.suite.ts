import { connect, createServer, type Socket } from 'node:net';

const produce = 0;

/**
 * Stands between a client and one broker, so that a spec can lose answers and brokers. It follows Kafka's framing (int32
 * size, then a request's api key and correlation id, or a response's correlation id), and writes its own port into
 * responses that tell the broker's, else the client would go round it.
 */
export type FaultProxy = {
  readonly address: string;
  /** Asked per produce answer, counted from 1: true closes the connection instead, with the record written. */
  cut: (answer: number) => boolean;
  /** Refuses connections and closes those that are there, as a stopped broker. */
  stop(): Promise<void>;
  /** Takes connections and answers nothing any more, as a broker that hangs or a network that drops what it carries. */
  hang(): void;
  /** New connections work again. One that was there when it hung stays dead and open, as after a lost network. */
  start(): Promise<void>;
};

export async function createFaultProxy(broker: string): Promise<FaultProxy> {
  const [host = '', port = ''] = broker.split(':');
  const sockets = new Set<Socket>();
  const state = { hanging: false, hungAt: 0, connections: 0, answers: 0, port: 0 };
  const server = createServer((client) => join(client, connect(Number(port), host)));

  const join = (client: Socket, upstream: Socket): void => {
    const produces = new Set<number>();
    const dead = (): boolean => state.hanging || state.hungAt > opened;
    const opened = state.connections++;
    const [requests, responses] = [frames(), frames()];
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => [client, upstream].forEach((one) => (sockets.delete(one), one.destroy())));
    }
    client.on('data', (chunk) => {
      for (const frame of requests(chunk)) if (frame.readInt16BE(4) === produce) produces.add(frame.readInt32BE(8));
      if (!dead()) upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      for (const frame of responses(chunk)) {
        if (dead()) return;
        if (produces.delete(frame.readInt32BE(4)) && proxy.cut(++state.answers)) return void client.destroy();
        client.write(readdressed(frame, { host, from: Number(port), to: state.port }));
      }
    });
  };

  const listen = (): Promise<void> => new Promise((resolve) => server.listen(state.port, '127.0.0.1', resolve));
  await listen();
  const address = server.address();
  state.port = typeof address === 'object' && address !== null ? address.port : 0;
  const proxy: FaultProxy = {
    address: `127.0.0.1:${state.port}`,
    cut: () => false,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    hang: () => void (state.hanging = true),
    async start() {
      if (state.hanging) state.hungAt = state.connections;
      state.hanging = false;
      if (!server.listening) await listen();
    },
  };
  return proxy;
}

/** Gathers chunks and gives whole frames, size included. */
function frames(): (chunk: Buffer) => Buffer[] {
  let waiting = Buffer.alloc(0);
  return (chunk) => {
    waiting = Buffer.concat([waiting, chunk]);
    const whole: Buffer[] = [];
    while (waiting.length >= 4 && waiting.length >= 4 + waiting.readInt32BE(0)) {
      const size = 4 + waiting.readInt32BE(0);
      whole.push(waiting.subarray(0, size));
      waiting = waiting.subarray(size);
    }
    return whole;
  };
}

/** A broker's address in a response is its host as a string and its port as int32. */
function readdressed(frame: Buffer, { host, from, to }: { host: string; from: number; to: number }): Buffer {
  const address = (port: number): Buffer => {
    const bytes = Buffer.alloc(2 + host.length + 4);
    bytes.writeInt16BE(host.length, 0);
    bytes.write(host, 2);
    bytes.writeInt32BE(port, 2 + host.length);
    return bytes;
  };
  const copy = Buffer.from(frame);
  for (let at = copy.indexOf(address(from)); at >= 0; at = copy.indexOf(address(from), at + 1)) address(to).copy(copy, at);
  return copy;
}
