import type { JsonObject } from '../engine/json.ts';
import type { Shop } from './config.ts';
import type { Draft } from './draft.ts';
import type { Identity } from './order-body.ts';
import { fullName } from './places.ts';

export function renderAddress({ place, person, doorNumber, company }: Draft): JsonObject {
  const [first, last] = person;
  return {
    first_name: first,
    address1: place.isNumberLast ? `${place.street} ${doorNumber}` : `${doorNumber} ${place.street}`,
    phone: `${place.phone}${String(doorNumber).padStart(3, '0')}`,
    city: place.city,
    zip: place.zip,
    province: place.province,
    country: place.country,
    last_name: last,
    address2: doorNumber % 3 === 0 ? `Apt ${doorNumber % 40}` : null,
    company,
    latitude: null,
    longitude: null,
    name: fullName(person),
    country_code: place.countryCode,
    province_code: place.provinceCode,
  };
}

export function renderCustomer(draft: Draft, address: JsonObject, shop: Shop, { nextId, createdAt }: Identity): JsonObject {
  const id = nextId();
  const { latitude: _latitude, longitude: _longitude, ...defaultAddress } = address;
  return {
    id,
    created_at: createdAt,
    updated_at: createdAt,
    first_name: draft.person[0],
    last_name: draft.person[1],
    state: 'disabled',
    note: null,
    verified_email: true,
    multipass_identifier: null,
    tax_exempt: false,
    email: `buyer${draft.doorNumber}.${draft.place.countryCode.toLowerCase()}@example.com`,
    phone: null,
    currency: shop.currency,
    tax_exemptions: [],
    admin_graphql_api_id: `gid://shopify/Customer/${id}`,
    default_address: { id: nextId(), customer_id: id, ...defaultAddress, country_name: draft.place.country, default: true },
  };
}
