import { createReader, refuseRepeats, type Reader } from '../engine/reader.ts';

export interface Store {
  storeId: string;
  platformCode: string;
  name: string;
  currency: string;
}

export interface App {
  appId: string;
  appSecret: string;
  /** Whether Lingxing granted this app personal data: without it addresses are neither kept nor shown in full. */
  piiGranted: boolean;
  stores: readonly Store[];
}

export interface LingxingConfig {
  apps: readonly App[];
  /** How long a created order stays out of the list. */
  listingDelayMs: number;
  tokenSeconds: number;
}

const AES_KEY_BYTES = [16, 24, 32];
/** What the vendor tells as `expires_in` of a fresh token. */
const TOKEN_SECONDS = 7_199;

export function readLingxingConfig(source: unknown, problems: string[]): LingxingConfig {
  if (source === undefined) return { apps: [], listingDelayMs: 0, tokenSeconds: TOKEN_SECONDS };
  const reader = createReader(source, 'lingxing', problems, ['apps', 'listingDelayMs', 'tokenSeconds']);
  const apps = reader.list('apps', ['appId', 'appSecret', 'piiGranted', 'stores']).map((app) => readApp(app, problems));
  refuseRepeats(apps.map(({ appId }) => appId), 'lingxing.apps', problems);
  refuseRepeats(apps.flatMap(({ stores }) => stores.map(({ storeId }) => storeId)), 'lingxing stores', problems);
  return { apps, listingDelayMs: reader.number('listingDelayMs', 0), tokenSeconds: reader.number('tokenSeconds', TOKEN_SECONDS) };
}

function readApp(reader: Reader, problems: string[]): App {
  const appId = reader.text('appId');
  const bytes = Buffer.byteLength(appId);
  if (appId !== '' && !AES_KEY_BYTES.includes(bytes)) problems.push(`lingxing app ${appId}: ${bytes} bytes long; the sign needs 16, 24 or 32`);
  return {
    appId,
    appSecret: reader.text('appSecret'),
    piiGranted: reader.flag('piiGranted', false),
    stores: reader.list('stores', ['storeId', 'platformCode', 'name', 'currency']).map(readStore),
  };
}

function readStore(reader: Reader): Store {
  return {
    storeId: reader.text('storeId', /^\d+$/, 'a string of digits is wanted'),
    platformCode: reader.text('platformCode', /^100\d\d$/, 'a platform code such as "10009" is wanted'),
    name: reader.text('name'),
    currency: reader.text('currency', /^[A-Z]{3}$/, 'an ISO 4217 code such as USD is wanted'),
  };
}
