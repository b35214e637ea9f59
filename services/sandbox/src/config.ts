import { isObject } from './engine/json.ts';
import { readLingxingConfig, type LingxingConfig } from './lingxing/config.ts';
import { createReader } from './engine/reader.ts';
import { readShopifyConfig, type ShopifyConfig } from './shopify/config.ts';

export interface SandboxConfig {
  /** How many times faster than real a vendor's long waits pass. */
  timeScale: number;
  /** Of the fault dice. */
  seed: number;
  shopify: ShopifyConfig;
  lingxing: LingxingConfig;
}

const DEFAULT_TIME_SCALE = 500;

/** Reads the whole text before it complains, so that one start shows every problem. */
export function parseConfig(text: string, timeScale?: string): SandboxConfig {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new Error('reading SANDBOX_CONFIG: the file is not JSON', { cause });
  }
  if (!isObject(parsed)) throw new Error('reading SANDBOX_CONFIG: a JSON object is wanted');
  const problems: string[] = [];
  const reader = createReader(parsed, '', problems, ['timeScale', 'seed', 'shopify', 'lingxing']);
  const config: SandboxConfig = {
    timeScale: timeScale === undefined ? reader.number('timeScale', DEFAULT_TIME_SCALE) : Number(timeScale),
    seed: reader.number('seed', 1),
    shopify: readShopifyConfig(parsed['shopify'], problems),
    lingxing: readLingxingConfig(parsed['lingxing'], problems),
  };
  if (!(config.timeScale > 0)) problems.push('timeScale (SANDBOX_TIME_SCALE): a number above 0 is wanted');
  if (problems.length > 0) throw new Error(`reading SANDBOX_CONFIG:\n- ${problems.join('\n- ')}`);
  return config;
}
