import { describe, expect, it } from 'vitest';
import { fold } from './fold.ts';
import { accepted, asked, codes, command, context, delivery, elsewhere, erpCancel, erpOrder, folded, foldedIn, key, line, linked, mapped, native, needsRecreate, order, revision, unsent } from './samples.suite.ts';

const edited = order({ lines: [line({ currentQty: '1' })], revision: revision(2_500) });

describe('an ERP that takes a change only as a new order', () => {
  it('gets the next incarnation once it has confirmed the end of the old one', () => {
    const wanted = folded(order(), accepted(), edited, needsRecreate());
    expect(asked(wanted)).toEqual(['P1-R1 cancelled L1×1']);
    expect(codes(wanted)).toEqual([]);
    const ended = fold(wanted.facts, erpCancel(), context);
    expect(asked(ended)).toEqual(['P1-R1 cancelled L1×1', 'P1-R2 active L1×1']);
    expect(ended.desired.requests.map(({ externalNo }) => externalNo)).toEqual(['US-1001-P1-R1', 'US-1001-P1-R2']);
    expect(ended.state?.legs).toMatchObject([{ leg: 'route' }, { leg: 'erp.cancel', state: 'succeeded' }, { leg: 'erp.create', state: 'pending' }]);
    expect(fold(ended.facts, accepted({ incarnation: 2 }), context).state).toMatchObject({ status: 'synced', exceptions: [], lines: [{ current: '1', pushed: '2' }] });
  });

  it('not before: neither a cancel under way nor a creation row that was set aside is an end of what was once accepted', () => {
    const wanted = [...accepted(), ...needsRecreate()];
    for (const outcome of ['unknown', 'retrying', 'superseded', 'rejected'] as const) expect(asked(folded(order(), wanted, erpCancel({ outcome })))).toEqual(['P1-R1 cancelled L1×2']);
    expect(asked(folded(order(), wanted, unsent({ version: 3 })))).toEqual(['P1-R1 cancelled L1×2']);
  });

  it('where nothing was ever accepted, the ledger’s word that there was nothing to cancel is enough', () => {
    const refused = needsRecreate({ vendorReference: null, allocation: [] });
    // That the creation was set aside is no proof: what was sent of it may have arrived.
    expect(asked(folded(order(), refused, delivery({ outcome: 'superseded', version: 3 })))).toEqual(['P1-R1 cancelled L1×2']);
    expect(asked(folded(order(), refused, delivery({ outcome: 'unknown', version: 3 }), erpCancel({ outcome: 'superseded' })))).toEqual(['P1-R1 cancelled L1×2']);
    expect(asked(folded(order(), refused, unsent({ version: 3 })))).toEqual(['P1-R1 cancelled L1×2', 'P1-R2 active L1×2']);
  });

  it('its word holds although the row moves on', () => {
    expect(asked(folded(order(), accepted(), delivery({ outcome: 'unknown', version: 7 }), needsRecreate()))).toEqual(['P1-R1 cancelled L1×2']);
  });

  it('can do so again and again', () => {
    const again = [...needsRecreate(), ...erpCancel(), ...needsRecreate({ incarnation: 2 }), ...erpCancel({ incarnation: 2 })];
    expect(asked(folded(order(), accepted(), again))).toEqual(['P1-R1 cancelled L1×2', 'P1-R2 cancelled L1×2', 'P1-R3 active L1×2']);
  });

  it('and cannot cancel either: a person is told what the ERP said', () => {
    const refused = folded(order(), accepted(), edited, needsRecreate(), erpCancel({ outcome: 'rejected', errorText: 'already packed' }));
    expect(refused.state?.exceptions).toMatchObject([{ code: 'changed_after_push', source: 'lingxing:main', leg: 'erp.cancel', text: expect.stringContaining('It says: already packed.') as string }]);
    expect(refused.state?.exceptions[0]?.text).toContain('103');
  });

  it('begins no new life for an order that is cancelled meanwhile', () => {
    expect(asked(folded(order({ cancelledAt: 2_000 }), accepted(), needsRecreate(), erpCancel()))).toEqual(['P1-R1 cancelled L1×2']);
  });
});

describe('reroute', () => {
  const sent = command('reroute', 4_000, elsewhere);

  it('ends the old life first, then asks the other ERP', () => {
    const first = folded(order(), accepted(), sent);
    expect(asked(first)).toEqual(['P1-R1 cancelled L1×2']);
    const second = fold(first.facts, erpCancel(), context);
    expect(second.desired.requests).toMatchObject([
      { incarnation: 1, erp: 'lingxing', state: 'cancelled' },
      { incarnation: 2, erp: 'yicang', erpAccount: 'y', store: '9', platformCode: 'P', warehouse: 'W9', method: 'M9', state: 'active', externalNo: 'US-1001-P1-R2', intake: 'hub', mode: 'live' },
    ]);
  });

  it('of what was never sent waits only for the ledger’s word', () => {
    expect(asked(folded(order(), sent))).toEqual(['P1-R1 cancelled L1×2']);
    expect(asked(folded(order(), sent, unsent()))).toEqual(['P1-R1 cancelled L1×2', 'P1-R2 active L1×2']);
    expect(asked(folded(order(), sent, unsent({ outcome: 'skipped' })))).toEqual(['P1-R1 cancelled L1×2', 'P1-R2 active L1×2']);
  });

  it('into an account that must not be live stays in shadow', () => {
    const guarded = { ...context, canBeLive: ({ erp }: { erp: string }) => erp !== 'yicang' };
    const result = fold(new Map(), [...order(), ...sent, ...unsent()], guarded);
    expect(result.desired.requests.map(({ mode }) => mode)).toEqual(['live', 'shadow']);
  });

  it('may change the warehouse alone', () => {
    const moved = folded(order(), command('reroute', 4_000, { warehouse: 'W2' }), unsent());
    expect(moved.desired.requests).toMatchObject([{ state: 'cancelled', warehouse: null }, { state: 'active', erp: 'lingxing', store: '110', warehouse: 'W2', method: null }]);
  });

  it('twice: the newest command counts, and an older one that comes late changes nothing', () => {
    const first = folded(order(), sent, unsent());
    const late = fold(first.facts, command('reroute', 3_000, { ...elsewhere, store: '7' }), context);
    expect(late.desired.requests.map(({ store, state }) => [store, state])).toEqual([['110', 'cancelled'], ['9', 'active']]);
    const again = fold(late.facts, [...command('reroute', 6_000, { ...elsewhere, store: '8' }), ...unsent({ incarnation: 2, target: 'yicang', targetAccount: 'y' })], context);
    expect(again.desired.requests.map(({ store, state }) => [store, state])).toEqual([['110', 'cancelled'], ['9', 'cancelled'], ['8', 'active']]);
  });

  it('that does not say where to is answered, and not carried out', () => {
    const result = folded(order(), command('reroute', 4_000, { erp: 'yicang' }));
    expect(asked(result)).toEqual(['P1-R1 active L1×2']);
    expect(result.state?.exceptions).toMatchObject([{ code: 'bad_command', text: expect.stringContaining('erpAccount, store') as string }]);
  });

  it('that the old ERP refuses is told to a person', () => {
    expect(codes(folded(order(), accepted(), sent, erpCancel({ outcome: 'rejected', errorText: 'shipped' })))).toEqual(['cancel_too_late']);
  });
});

it('a part that is wanted again after its end gets a new life; one that was not sent goes on under its number', () => {
  const none = order({ lines: [line({ currentQty: '0' })], revision: revision(2_000) });
  const again = order({ lines: [line({ currentQty: '1' })], revision: revision(6_000) });
  expect(asked(folded(order(), accepted(), none, erpCancel()))).toEqual(['P1-R1 cancelled']);
  expect(asked(folded(order(), accepted(), none, erpCancel(), again))).toEqual(['P1-R1 cancelled L1×1', 'P1-R2 active L1×1']);
  expect(asked(folded(order(), none, unsent(), again))).toEqual(['P1-R1 active L1×1']);
});

it('a life that began keeps its destination, whatever is decided later', () => {
  const begun = folded(order(), accepted(), needsRecreate(), erpCancel());
  const other = { ...context, store: { ...mapped, store: '999' } };
  const later = fold(begun.facts, command('reroute', 9_000, elsewhere), other);
  expect(later.desired.requests.map(({ incarnation, store, state }) => [incarnation, store, state])).toEqual([[1, '110', 'cancelled'], [2, '110', 'cancelled']]);
  expect(begun.facts.get('incarnation/1/2')?.body).toMatchObject({ store: '110', incarnation: 2 });
  expect(key).toBe(begun.desired.requests[0]?.orderKey);
});

describe('a life that the ERP fetched by itself', () => {
  it('is found instead of created, and never cancelled by us', () => {
    const result = foldedIn(native, order(), linked());
    expect(result).toMatchObject({ desired: { requests: [{ intake: 'native', state: 'active' }] }, state: { status: 'synced', legs: [{ leg: 'route' }, { leg: 'erp.link', state: 'succeeded', reference: '103' }], lines: [{ pushed: '2' }], facets: { erp: 'accepted' } } });
    const cancelled = foldedIn(native, order({ cancelledAt: 2_000 }), linked());
    expect(cancelled).toMatchObject({ desired: { requests: [{ state: 'cancelled' }] }, state: { status: 'cancelled', exceptions: [] } });
    expect(cancelled.state?.legs.map(({ leg }) => leg)).toEqual(['route', 'erp.link']);
  });

  it('hears of a person’s cancellation from the channel', () => {
    expect(foldedIn(native, order(), linked(), command('cancel', 4_000)).desired.cancellations).toMatchObject([{ channelOutcome: 'requested' }]);
  });

  it('goes elsewhere once it was cancelled there by hand', () => {
    const sent = foldedIn(native, order(), linked(), command('reroute', 4_000, elsewhere));
    expect([asked(sent), codes(sent)]).toEqual([['P1-R1 cancelled L1×2'], ['cancel_by_hand']]);
    const gone = fold(sent.facts, erpOrder({ externalNo: '1001', status: 'cancelled' }), native);
    expect([asked(gone), codes(gone)]).toEqual([['P1-R1 cancelled L1×2', 'P1-R2 active L1×2'], []]);
    expect(gone.desired.requests[1]).toMatchObject({ erp: 'yicang', intake: 'hub' });
  });

  it('that was not found yet goes elsewhere when the search was given up', () => {
    expect(asked(foldedIn(native, order(), linked({ outcome: 'superseded', vendorReference: null, allocation: [] }), command('reroute', 4_000, elsewhere)))).toEqual(['P1-R1 cancelled L1×2', 'P1-R2 active L1×2']);
  });
});
