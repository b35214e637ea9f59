import type { AddressQuality, OrderPersonal, PersonalAddress } from '@tributary/contracts';
import type { OrderDraft } from '@tributary/ingest-kit';
import { attributesOf } from './attributes.ts';
import type { Address, Customer, OrderPayload } from './payload.ts';

const noAddress: OrderDraft['shipTo'] = { country: null, region: null, regionCode: null, city: null, postalPrefix: null, quality: 'absent' };

/** What everybody may read of the address: no name, no street, three characters of the postal code. */
export function readableAddress(address: Address | null | undefined): OrderDraft['shipTo'] {
  if (address == null) return noAddress;
  const { country_code: country, province: region, province_code: regionCode, city, zip } = address;
  return { country, region, regionCode, city, postalPrefix: zip === null ? null : [...zip.trim()].slice(0, 3).join(''), quality: quality(address) };
}

/** Without access to protected customer data the fields are null although the buyer gave them. */
function quality({ address1, city, country_code }: Address): AddressQuality {
  return address1 !== null && city !== null && country_code !== null ? 'clear' : 'partial';
}

/** What is sealed; null where the payload holds nothing of it. */
export function personalPart(payload: OrderPayload): OrderPersonal | null {
  const { shipping_address, billing_address, note } = payload;
  const attributes = attributesOf(payload);
  const personal: OrderPersonal = {
    shipTo: personalAddress(shipping_address),
    billTo: personalAddress(billing_address),
    ...buyer(payload),
    buyerNote: note,
    attributes: attributes.length === 0 ? null : attributes,
  };
  return Object.values(personal).every((value) => value === null) ? null : personal;
}

/** The order's own contact stands before the customer's record, which the buyer may have changed since. */
function buyer({ customer, billing_address, email, phone }: OrderPayload): Pick<OrderPersonal, 'buyerName' | 'buyerEmail' | 'buyerPhone'> {
  return {
    buyerName: fullName(customer) ?? billing_address?.name ?? null,
    buyerEmail: email ?? customer?.email ?? null,
    buyerPhone: phone ?? customer?.phone ?? null,
  };
}

function fullName(customer: Customer): string | null {
  return [customer?.first_name, customer?.last_name].filter(Boolean).join(' ') || null;
}

function personalAddress(address: Address | null | undefined): PersonalAddress | null {
  if (address == null) return null;
  return {
    name: address.name,
    firstName: address.first_name,
    lastName: address.last_name,
    company: address.company,
    line1: address.address1,
    line2: address.address2,
    line3: null,
    district: null,
    city: address.city,
    region: address.province,
    regionCode: address.province_code,
    postalCode: address.zip,
    country: address.country_code,
    phone: address.phone,
  };
}
