import type { FulfillmentRequest, OrderPersonal, PersonalAddress } from '@tributary/contracts';
import { failed, failure, ok, type Result } from '@tributary/kernel';
import type { CreateOrder, GrantedField } from '../requests/create-order.ts';

type RequiredField = 'receiver_country_code' | 'receiver_name' | 'city' | 'address_line1';
type AddressFields = Pick<CreateOrder, RequiredField | 'receiver_company_name' | GrantedField>;

/** Fields that Lingxing requires, with what people call them. */
const required: Readonly<Record<RequiredField, string>> = {
  receiver_country_code: 'country (ISO 3166-1 alpha-2)',
  receiver_name: 'name',
  city: 'city',
  address_line1: 'address line 1',
};

const unknownPersonal: OrderPersonal = { shipTo: null, billTo: null, buyerName: null, buyerEmail: null, buyerPhone: null, buyerNote: null, attributes: null };
const unknownAddress: PersonalAddress = {
  name: null, firstName: null, lastName: null, company: null, line1: null, line2: null, line3: null,
  district: null, city: null, region: null, regionCode: null, postalCode: null, country: null, phone: null,
};

/** The receiver as Lingxing takes it. Fails `invalid` with the names of all required fields that are missing, never values. */
export function addressOf(request: FulfillmentRequest, personal: OrderPersonal | null, piiGranted: boolean): Result<AddressFields> {
  const to = personal?.shipTo ?? unknownAddress;
  const present: Record<RequiredField, string> = {
    receiver_country_code: countryCode(firstText(to.country, request.shipTo.country)),
    receiver_name: firstText(to.name, [to.firstName, to.lastName].filter(Boolean).join(' ')),
    city: firstText(to.city, request.shipTo.city),
    address_line1: firstText(to.line1),
  };
  const missing = Object.entries(required).flatMap(([field, words]) => (present[field as RequiredField] === '' ? [words] : []));
  if (missing.length > 0) {
    return failed(failure('invalid', 'checking the shipping address', { cause: { code: 'incomplete_address', text: `the address lacks ${missing.join(', ')}: complete it at the channel` } }));
  }
  return ok({ ...present, receiver_company_name: firstText(to.company), ...(piiGranted ? grantedFields(to, personal ?? unknownPersonal) : {}) });
}

/** Empty texts are left out when the body is built. */
function grantedFields(to: PersonalAddress, personal: OrderPersonal): { [field in GrantedField]: string } {
  return {
    state_or_region: firstText(to.regionCode, to.region),
    postal_code: firstText(to.postalCode),
    district: firstText(to.district),
    address_line2: firstText(to.line2),
    address_line3: firstText(to.line3),
    receiver_mobile: firstText(to.phone, personal.buyerPhone),
    buyer_email: firstText(personal.buyerEmail),
    buyer_name: firstText(personal.buyerName),
  };
}

function countryCode(text: string): string {
  return /^[A-Za-z]{2}$/.test(text) ? text.toUpperCase() : '';
}

/** The first that is not blank, trimmed; empty where all are. */
function firstText(...values: readonly (string | null)[]): string {
  return values.map((value) => value?.trim() ?? '').find((value) => value !== '') ?? '';
}
