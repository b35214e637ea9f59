import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { javaCommand, quickStart } from '../java.ts';
import type { Part } from '../part.ts';
import { portOf } from '../part.ts';
import { runCommand } from '../run-command.ts';

/** 3.0.9 runs on Java 17; 3.3 asks for 21. */
const version = '3.0.9';

export const registry: Part = {
  name: 'registry',
  title: `Apicurio Registry ${version}`,
  addressName: 'schemaRegistryUrl',
  artefact: {
    folder: `apicurio-registry-${version}`,
    files: [{ group: 'io.apicurio', name: 'apicurio-registry-app', version, type: 'tar.gz', classifier: 'all' }],
    missingParents: [{ group: 'io.apicurio', name: 'apicurio-registry', version }],
    build: async (downloads, target) => {
      const [archive] = await readdir(downloads);
      if (archive === undefined) throw new Error(`unpacking Apicurio Registry: nothing was downloaded into ${downloads}`);
      await runCommand('unpacking Apicurio Registry', { file: 'tar', args: ['-xzf', join(downloads, archive), '-C', target] });
    },
  },
  ports: { http: 18081 },
  stopSignal: 'SIGTERM',
  command: (place) => ({
    file: javaCommand(),
    args: ['-Xmx256m', ...quickStart, '-jar', join(place.artefact, `apicurio-registry-app-${version}-runner.jar`)],
    environment: {
      QUARKUS_HTTP_HOST: '127.0.0.1',
      QUARKUS_HTTP_PORT: String(portOf(place.ports, 'http')),
      QUARKUS_LOG_LEVEL: 'WARN',
      QUARKUS_HTTP_ACCESS_LOG_ENABLED: 'false',
      // In a file, written at once: the ids stand in Kafka's records, so the schemas must live as long as those do.
      APICURIO_DATASOURCE_URL: `jdbc:h2:file:${join(place.data, 'registry')};WRITE_DELAY=0`,
    },
  }),
  address: (ports) => `http://127.0.0.1:${portOf(ports, 'http')}/apis/ccompat/v7`,
  check: async (url) => {
    const response = await fetch(`${url.replace(/\/+$/, '')}/subjects`, { signal: AbortSignal.timeout(3_000) });
    const body: unknown = await response.json();
    if (!response.ok || !Array.isArray(body)) throw new Error(`GET /subjects answered ${response.status}`);
  },
};
