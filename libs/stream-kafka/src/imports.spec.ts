import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const named = (file: string): boolean => /(?:from|import|require)\s*\(?\s*'(?:kafkajs|@kafkajs\/|avsc)['/]?/.test(readFileSync(join(root, file), 'utf8'));

// The client changes with the evidence (DESIGN §5), and then only here. Lint keeps drivers in adapters; this keeps this driver in this one.
it('kafkajs, the registry\'s client and avsc are imported by this library only', () => {
  const files = globSync('{libs,services,e2e}/**/*.ts', { cwd: root, exclude: (path) => path.includes('node_modules') });
  const importers = files.filter(named);
  expect(importers.filter((file) => !file.startsWith('libs/stream-kafka/'))).toEqual([]);
  expect(importers).toContain('libs/stream-kafka/src/client.ts');
});
