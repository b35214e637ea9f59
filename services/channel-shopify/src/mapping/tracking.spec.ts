import { expect, it } from 'vitest';
import { trackingInput } from './tracking.ts';

const tracking = (number: string, more: object = {}) => ({ number, carrier: 'UPS-US', service: null, url: null, ...more });
const carriers = new Map([['UPS-US', { carrier: 'UPS', trackingUrl: '' }], ['YTO', { carrier: 'YTO Express', trackingUrl: 'https://yto.example/?no={number}' }]]);

it('says the carrier in Shopify’s words, and in the ERP’s where nobody mapped it', () => {
  expect(trackingInput([tracking('1Z')], carriers)).toEqual({ number: '1Z', company: 'UPS' });
  expect(trackingInput([tracking('1Z', { carrier: 'Local Post' })], carriers)).toEqual({ number: '1Z', company: 'Local Post' });
  expect(trackingInput([tracking('1Z', { carrier: null })], carriers)).toEqual({ number: '1Z' });
});

it('makes the address of the carrier’s own, else takes the ERP’s', () => {
  expect(trackingInput([tracking('A 1', { carrier: 'YTO', url: 'https://erp.example' })], carriers)).toEqual({ number: 'A 1', company: 'YTO Express', url: 'https://yto.example/?no=A%201' });
  expect(trackingInput([tracking('1Z', { url: 'https://erp.example/1Z' })], carriers)).toEqual({ number: '1Z', company: 'UPS', url: 'https://erp.example/1Z' });
});

it('lists several numbers under one company, with all their addresses or none', () => {
  expect(trackingInput([tracking('1'), tracking('2')], carriers)).toEqual({ numbers: ['1', '2'], company: 'UPS' });
  expect(trackingInput([tracking('1', { url: 'https://a' }), tracking('2')], carriers)).toEqual({ numbers: ['1', '2'], company: 'UPS' });
  expect(trackingInput([tracking('1', { url: 'https://a' }), tracking('2', { url: 'https://b' })], carriers)).toEqual({ numbers: ['1', '2'], company: 'UPS', urls: ['https://a', 'https://b'] });
  expect(trackingInput([], carriers)).toEqual({});
});
