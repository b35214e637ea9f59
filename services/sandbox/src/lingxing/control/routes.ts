import { Router } from 'express';
import type { Autoship } from '../life/autoship.ts';
import type { Erp } from '../erp.ts';
import type { Tokens } from '../tokens.ts';
import { addOrderRoutes } from './orders.ts';
import { addRuleRoutes } from './rules.ts';
import { addStaffRoutes } from './staff.ts';
import { addStockRoutes } from './stock.ts';
import { addTokenRoutes } from './tokens.ts';

/** What a test or a demo may see and do behind the vendor's back, under `/control/lingxing`. */
export function createLingxingControl(erp: Erp, autoship: Autoship, tokens: Tokens): Router {
  const router = Router();
  router.use((_req, _res, next) => {
    erp.agenda.runDue();
    next();
  });
  addOrderRoutes(router, erp);
  addStaffRoutes(router, erp);
  addStockRoutes(router, erp);
  addRuleRoutes(router, autoship);
  addTokenRoutes(router, erp.config.apps, tokens);
  return router;
}
