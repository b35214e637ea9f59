import { expect, it } from 'vitest';
import { attempt } from './database.ts';

it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', '57P03', '53300', '40P01', '57014'])('a database that does not answer (%s) is a failure, and ends no process', async (code) => {
  const away = async (): Promise<never> => {
    throw Object.assign(new Error('getaddrinfo EAI_AGAIN postgres.internal'), { code });
  };
  expect(await attempt('reading', away)).toEqual({ ok: false, failure: { kind: 'unavailable', action: 'reading', cause: { code, text: 'the database does not answer' } } });
});

it.each(['42601', 'ERR_INVALID_ARG_TYPE'])('what is a fault of ours (%s) throws', async (code) => {
  const wrong = async (): Promise<never> => {
    throw Object.assign(new Error('syntax error'), { code });
  };
  await expect(attempt('reading', wrong)).rejects.toThrow('syntax error');
});
