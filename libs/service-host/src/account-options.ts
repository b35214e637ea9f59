import type { z } from 'zod';
import type { ChannelAccount, Config, ErpAccount } from './config.ts';
import type { LoadedConfig } from './config-files.ts';
import { issueProblems } from './issue-words.ts';
import { ConfigurationError, type Problem } from './problem.ts';
import type { Secrets } from './secrets.ts';

export type WithOptions<Account, Options> = Omit<Account, 'options'> & { readonly options: Options };

export function channelAccounts<Options>(loaded: LoadedConfig, channel: string, schema: z.ZodType<Options>): WithOptions<ChannelAccount, Options>[] {
  return accountsOrThrow(loaded, 'channels', channel, schema) as WithOptions<ChannelAccount, Options>[];
}

export function erpAccounts<Options>(loaded: LoadedConfig, erp: string, schema: z.ZodType<Options>): WithOptions<ErpAccount, Options>[] {
  return accountsOrThrow(loaded, 'erps', erp, schema) as WithOptions<ErpAccount, Options>[];
}

/** The accounts of one vendor with their options parsed; every problem names file and place. */
function accountsOrThrow(loaded: LoadedConfig, part: 'channels' | 'erps', vendor: string, schema: z.ZodType): unknown[] {
  const problems: Problem[] = [];
  const accounts: unknown[] = [];
  loaded.config[part].forEach((account, index) => {
    if (vendorOf(account) !== vendor) return;
    const parsed = schema.safeParse(account.options);
    const at = loaded.origins[part][index] ?? { file: 'configuration', path: part };
    if (parsed.success) accounts.push({ ...account, options: parsed.data });
    else problems.push(...parsed.error.issues.flatMap((issue) => issueProblems(at, ['options', ...issue.path], issue)));
  });
  if (problems.length > 0) throw new ConfigurationError(problems);
  return accounts;
}

function vendorOf(account: ChannelAccount | ErpAccount): string {
  return 'channel' in account ? account.channel : account.erp;
}

/** Master keys of all tenants; throws ConfigurationError where one cannot be read or is not 32 bytes of base64. */
export function masterKeys(config: Config, secrets: Secrets): Map<string, Buffer> {
  const problems: Problem[] = [];
  const keys = new Map<string, Buffer>();
  for (const { id, masterKey } of config.tenants) {
    const found = secrets.read(masterKey);
    const key = found.ok ? Buffer.from(found.value, 'base64') : undefined;
    if (key?.length === 32) keys.set(id, key);
    else problems.push({ where: 'configuration', path: `tenant ${id}, masterKey ${masterKey}`, text: key === undefined ? 'cannot be read' : `holds ${key.length} bytes, needs 32`, remedy: 'Make one with `openssl rand -base64 32` and put it where the reference points' });
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return keys;
}
