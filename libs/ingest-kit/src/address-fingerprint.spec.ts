import { expect, it } from 'vitest';
import type { PersonalAddress } from '@tributary/contracts';
import { addressFingerprint } from './address-fingerprint.ts';
import { memoryKeyring } from './memory.suite.ts';

const keyring = memoryKeyring('t');
const home: PersonalAddress = {
  name: 'Zoë Straßer', firstName: 'Zoë', lastName: 'Straßer', company: null, line1: 'Käthe-Allee 5', line2: null, line3: null, district: null,
  city: 'Köln', region: 'Nordrhein-Westfalen', regionCode: 'NW', postalCode: '50667', country: 'DE', phone: '+49 30 5550199',
};
const fingerprint = (change: Partial<PersonalAddress> = {}) => addressFingerprint(keyring, 't', { ...home, ...change });

it.each<[string, Partial<PersonalAddress>]>([
  ['case and ß', { name: 'ZOË STRASSER', city: 'köln' }],
  ['spacing', { line1: '  Käthe-Allee \u00a0 5\n' }],
  ['composed and decomposed letters', { city: 'Ko\u0308ln' }],
  ['full-width digits', { postalCode: '５０６６７' }],
  ['an empty text for none', { line2: '' }],
  ['the name in two parts', { name: null }],
  ['the region in words beside its code', { region: null }],
  ['the phone', { phone: null }],
])('is the same whatever %s', (_, change) => {
  expect(fingerprint(change)).toBe(fingerprint());
});

it.each<[string, Partial<PersonalAddress>]>([
  ['another name', { name: 'Zoë Weber' }],
  ['another house', { line1: 'Käthe-Allee 6' }],
  ['a text in another field', { line1: null, line2: 'Käthe-Allee 5' }],
  ['another country', { country: 'AT' }],
])('differs for %s', (_, change) => {
  expect(fingerprint(change)).not.toBe(fingerprint());
});
