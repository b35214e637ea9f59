import { type Logger as PinoLogger, pino, stdSerializers } from 'pino';

/** pino: `log.info({ orderKey, traceId }, 'text')`, one JSON object a line on standard output. */
export type Logger = PinoLogger;

/** Names of fields that hold personal data or secrets wherever they stand in a logged object, at up to two levels. */
const secretNames = ['body', 'personal', 'email', 'phone', 'address', 'shippingAddress', 'billingAddress', 'accessToken', 'access_token', 'refreshToken', 'secret', 'appSecret', 'password', 'authorization', 'token', 'sign', 'masterKey'];

export function createLogger(name: string, level: string): Logger {
  return pino({
    name,
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secretNames.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '(redacted)' },
    serializers: { err: stdSerializers.err },
  });
}
