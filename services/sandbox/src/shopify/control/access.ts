import { Router } from 'express';
import { answer, ControlError, readControlBody } from '../../engine/control.ts';
import { findDesk, type ControlParts } from './parts.ts';

/** The app's standing in a shop: its tokens, and whether it is installed at all. */
export function createAccessControl(parts: ControlParts): Router {
  const router = Router();
  router.post('/tokens/:shop', (req, res) => {
    const desk = findDesk(parts, req.params.shop);
    const how = readControlBody(req)['how'] ?? 'revoke';
    switch (how) {
      case 'revoke':
        return answer(res, { shop: desk.shop.shop, how, tokens: desk.tokens.end('revoke') });
      case 'expire':
        return answer(res, { shop: desk.shop.shop, how, tokens: desk.tokens.end('expire') });
      case 'steal':
        if (!desk.tokens.steal()) throw new ControlError(409, 'this shop has no refresh token to steal');
        return answer(res, { shop: desk.shop.shop, how });
      case 'reauthorize': {
        desk.isInstalled = true;
        parts.subscriptions.restore(desk.shop.shop);
        return answer(res, { shop: desk.shop.shop, how, ...desk.tokens.reauthorize() });
      }
      default:
        throw new ControlError(400, 'how: revoke, expire, steal or reauthorize is wanted');
    }
  });
  router.post('/uninstall', (req, res) => {
    const desk = findDesk(parts, readControlBody(req)['shop']);
    const { shop } = desk;
    // Told before the subscriptions go, as the vendor's last word.
    parts.announceShop(shop, { topic: 'app/uninstalled', body: { id: 1, name: shop.shop.replace(/\..*$/, ''), domain: shop.shop, myshopify_domain: shop.shop, currency: shop.currency } }, 'shop');
    desk.tokens.end('revoke');
    desk.isInstalled = false;
    parts.subscriptions.removeAll(shop.shop);
    answer(res, { shop: shop.shop, installed: false });
  });
  return router;
}
