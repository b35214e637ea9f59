import { join } from 'node:path';
import { describeChannel } from '@tributary/ingest-kit/suite';
import { mapper } from './mapper.ts';

describeChannel('Lingxing', {
  kind: 'erp',
  mapper,
  fixtures: join(import.meta.dirname, 'fixtures'),
  required: {
    'order-in-review': ['global_order_no', 'status', 'update_time'],
    'outbound-shipped': ['wo_number', 'status', 'update_at'],
    'stock-page': ['data', 'data[0].wid', 'data[0].product_valid_num'],
    'stock-vanished': ['wid', 'sku'],
  },
});
