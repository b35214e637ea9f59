import type { Check } from '../engine/shape.ts';
import { deviationsOf } from '../engine/shape.ts';
import type { Violation } from '../engine/recorder.ts';
import type { Reply } from '../engine/vendor.ts';
import type { App } from './config.ts';
import { refused, type Stamp } from './envelope.ts';

/** One admitted business call, as the endpoints see it. */
export interface Call {
  app: App;
  path: string;
  body: Record<string, unknown>;
  stamp: Stamp;
  violate: (violation: Pick<Violation, 'rule' | 'detail'>) => void;
}

export type Endpoint = (call: Call) => Reply;

/** Records every deviation from the field table; a wrong type is also refused, an unknown field or a null is read over. */
export function refuseByShape(call: Call, fields: Check): Reply | undefined {
  const deviations = deviationsOf(call.body, fields);
  for (const { rule, detail } of deviations) call.violate({ rule, detail });
  const wrong = deviations.find(({ rule }) => rule === 'wrong-type');
  return wrong === undefined ? undefined : refused(call.stamp, 102, `参数不合法: ${wrong.path}`, [wrong.detail]);
}

/** Illegal parameters: recorded and refused for good. */
export function illegal(call: Call, rule: string, detail: string): Reply {
  call.violate({ rule, detail });
  return refused(call.stamp, 102, `参数不合法: ${detail}`);
}
