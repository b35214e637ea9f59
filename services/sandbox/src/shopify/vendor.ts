import type { Engine, Reply, Vendor } from '../engine/vendor.ts';
import type { ShopifyConfig } from './config.ts';
import { createShopifyControl } from './control.ts';
import { ANSWER_WITHIN_MS, createDeliverer } from './deliver.ts';
import { createPoster } from './poster.ts';
import { createShopStore } from './store.ts';

const CONCURRENT_DELIVERIES = 16;

/** Shopify: shops that hold orders and push them as webhooks. Its own API answers 404 until something here needs it. */
export function createShopify(engine: Engine, { shops }: ShopifyConfig): Vendor {
  const store = createShopStore(engine.clock.now, engine.nextSerial);
  const deliverer = createDeliverer(engine, createPoster(ANSWER_WITHIN_MS, CONCURRENT_DELIVERIES), CONCURRENT_DELIVERIES);
  return {
    name: 'shopify',
    claims: (path) => path.startsWith('/admin/'),
    handle: async (_request, underLoad) => {
      await underLoad();
      return reply(404, { errors: 'Not Found' });
    },
    throttled: () => ({ ...reply(429, { errors: 'Exceeded the call limit. Slow down and try again.' }), headers: { 'Retry-After': '2.0' } }),
    broken: (_request, { spelling }) => reply(spelling < 0.5 ? 500 : 503, { errors: 'Internal Server Error' }),
    control: createShopifyControl({ engine, shops, store, deliverer }),
    close: () => deliverer.close(),
  };
}

function reply(status: number, body: unknown): Reply {
  return { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body), code: String(status) };
}
