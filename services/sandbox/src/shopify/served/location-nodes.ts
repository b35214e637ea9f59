import type { Shop, ShopLocation } from '../config.ts';
import { served, type Served } from '../graphql/served.ts';
import { gid } from '../held-order.ts';

/** A location that was opened before any order; the sandbox invents one address for all. */
const OPENED_AT = '2025-01-01T00:00:00Z';

export function locationNode(shop: Shop, { id, name }: ShopLocation): Served {
  return served('Location', {
    id: gid('Location', id),
    legacyResourceId: String(id),
    name,
    isActive: true,
    isFulfillmentService: false,
    isPrimary: id === shop.locations[0].id,
    fulfillsOnlineOrders: true,
    shipsInventory: true,
    hasActiveInventory: true,
    hasUnfulfilledOrders: true,
    activatable: false,
    deactivatable: true,
    deactivatedAt: null,
    deletable: false,
    addressVerified: false,
    createdAt: OPENED_AT,
    updatedAt: OPENED_AT,
    fulfillmentService: null,
    address: () => served('LocationAddress', {
      address1: '1 Depot Road', address2: null, city: 'Reno', province: 'Nevada', provinceCode: 'NV', zip: '89501', country: 'United States', countryCode: 'US',
      phone: null, latitude: null, longitude: null, formatted: ['1 Depot Road', 'Reno NV 89501', 'United States'],
    }),
  });
}

export function shopNode(shop: Shop): Served {
  const minutes = Number(shop.utcOffset.slice(1, 3)) * 60 + Number(shop.utcOffset.slice(4));
  return served('Shop', {
    id: gid('Shop', 1n),
    name: shop.shop.replace(/\..*$/, ''),
    email: 'owner@example.com',
    contactEmail: 'owner@example.com',
    myshopifyDomain: shop.shop,
    url: `https://${shop.shop}`,
    currencyCode: shop.currency,
    ianaTimezone: 'Etc/UTC',
    timezoneOffset: shop.utcOffset.replace(':', ''),
    timezoneOffsetMinutes: shop.utcOffset.startsWith('-') ? -minutes : minutes,
    timezoneAbbreviation: 'UTC',
    orderNumberFormatPrefix: '#',
    orderNumberFormatSuffix: '',
    setupRequired: false,
    taxesIncluded: false,
    taxShipping: true,
    weightUnit: 'GRAMS',
    unitSystem: 'METRIC_SYSTEM',
    createdAt: OPENED_AT,
    updatedAt: OPENED_AT,
    plan: () => served('ShopPlan', { publicDisplayName: 'Development', shopifyPlus: false, partnerDevelopment: true }),
    primaryDomain: () => served('Domain', { id: gid('Domain', 1n), host: shop.shop, url: `https://${shop.shop}`, sslEnabled: true }),
  });
}
