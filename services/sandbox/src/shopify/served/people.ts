import { isObject, type Json, type JsonObject } from '../../engine/json.ts';
import { served, type Served } from '../graphql/served.ts';
import { gid } from '../held-order.ts';
import { textIn } from '../lines.ts';
import { utc } from './times.ts';

/** Orders hold addresses without ids of their own; the API still names them, by the order and what they are for. */
export function addressNode(held: Json | undefined, id: string): Served | null {
  if (!isObject(held)) return null;
  const text = (name: string): string | null => textIn(held[name]);
  const lines = (): string[] => [text('address1'), text('address2'), text('city'), text('zip'), text('country')].filter((line) => line !== null);
  return served('MailingAddress', {
    id: gid('MailingAddress', `${id}?model_name=Address`),
    address1: text('address1'), address2: text('address2'), city: text('city'), company: text('company'), country: text('country'),
    countryCode: text('country_code'), countryCodeV2: text('country_code'), firstName: text('first_name'), lastName: text('last_name'), name: text('name'),
    phone: text('phone'), province: text('province'), provinceCode: text('province_code'), zip: text('zip'),
    latitude: null, longitude: null, coordinatesValidated: false, timeZone: null, validationResultSummary: null,
    formatted: lines,
    formattedArea: [text('city'), text('province'), text('country')].filter((part) => part !== null).join(', '),
  });
}

export function customerNode(held: Json | undefined): Served | null {
  if (!isObject(held)) return null;
  const id = String(held['id']);
  return served('Customer', {
    id: gid('Customer', id),
    legacyResourceId: id,
    firstName: textIn(held['first_name']),
    lastName: textIn(held['last_name']),
    displayName: [textIn(held['first_name']), textIn(held['last_name'])].filter((name) => name !== null).join(' '),
    email: textIn(held['email']),
    phone: textIn(held['phone']),
    note: textIn(held['note']),
    locale: 'en',
    state: (textIn(held['state']) ?? 'disabled').toUpperCase(),
    tags: [],
    taxExempt: held['tax_exempt'] === true,
    verifiedEmail: held['verified_email'] === true,
    createdAt: utc(held['created_at']),
    updatedAt: utc(held['updated_at']),
    defaultEmailAddress: () => (textIn(held['email']) === null ? null : served('CustomerEmailAddress', { emailAddress: textIn(held['email']) })),
    defaultPhoneNumber: () => (textIn(held['phone']) === null ? null : served('CustomerPhoneNumber', { phoneNumber: textIn(held['phone']) })),
    defaultAddress: () => addressNode(held['default_address'], defaultAddressId(held)),
  });
}

const defaultAddressId = ({ default_address: address }: JsonObject): string => (isObject(address) ? String(address['id']) : '0');

export function attributes(held: Json | undefined): Served[] {
  return (Array.isArray(held) ? held : []).filter((entry): entry is JsonObject => isObject(entry)).map(({ name, value }) =>
    served('Attribute', { key: String(name), value: textIn(value) }),
  );
}
