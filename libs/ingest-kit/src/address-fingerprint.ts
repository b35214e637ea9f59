import type { PersonalAddress } from '@tributary/contracts';
import type { Keyring } from '@tributary/sealing';

/**
 * Keyed digest of where a parcel goes: equal for the same consignee and place however they are written in case, width
 * or spacing. The phone is left out, as one number is written in many ways.
 */
export function addressFingerprint(keyring: Keyring, tenant: string, address: PersonalAddress): string {
  const { name, firstName, lastName, company, line1, line2, line3, district, city, region, regionCode, postalCode, country } = address;
  const consignee = name ?? [firstName, lastName].filter((part) => part !== null).join(' ');
  const parts = [consignee, company, line1, line2, line3, district, city, regionCode ?? region, postalCode, country];
  return keyring.digest(tenant, 'address', parts.map((part) => normalize(part ?? '')).join('\n'));
}

/** JavaScript has no case folding; upper and then lower case comes to the same for letters such as ß and ς. */
function normalize(text: string): string {
  return text.normalize('NFKC').toUpperCase().toLowerCase().replace(/\s+/gu, ' ').trim();
}
