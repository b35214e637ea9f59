import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { Kafka, logLevel, type Message, Partitioners } from 'kafkajs';

/*
 * What any intake has to do and nothing else: prove the signature over the raw bytes, have Kafka acknowledge them, answer
 * 200. Records that arrive while a send is in flight go out with the next one.
 */
type Waiting = { readonly message: Message; settle(status: number): void };

const { BARE_PORT: port, BARE_TOPIC: topic = '', BARE_SECRET: secret = '', KAFKA_BROKERS: brokers = '' } = process.env;
const producer = new Kafka({ clientId: 'bare-intake', brokers: brokers.split(','), logLevel: logLevel.NOTHING }).producer({ createPartitioner: Partitioners.DefaultPartitioner, allowAutoTopicCreation: false });
await producer.connect();
let waiting: Waiting[] = [];
let isSending = false;

const server = createServer((request, response) => {
  if (request.method === 'GET') return void response.end();
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => void chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    const given = Buffer.from(String(request.headers['x-shopify-hmac-sha256']));
    const expected = Buffer.from(createHmac('sha256', secret).update(body).digest('base64'));
    const answer = (status: number): void => void response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return answer(401);
    waiting.push({ message: { key: String(request.headers['x-shopify-webhook-id']), value: body }, settle: answer });
    if (!isSending) void sendWaiting();
  });
});
server.listen(Number(port), '127.0.0.1');
process.once('SIGTERM', () => {
  server.close();
  void producer.disconnect().finally(() => process.exit(0));
});

async function sendWaiting(): Promise<void> {
  isSending = true;
  while (waiting.length > 0) {
    const batch = waiting;
    waiting = [];
    const status = await producer.send({ topic, acks: -1, messages: batch.map(({ message }) => message) }).then(() => 200, () => 503);
    for (const { settle } of batch) settle(status);
  }
  isSending = false;
}
