import type { Rule } from 'eslint';
import { createProjectGraphAsync } from 'nx/src/devkit-exports.js';

import { workspacePackages } from './packages.ts';

/**
 * Builds the Nx project graph, so that the boundary rule reads a cache written a moment ago. Without this a plain
 * `eslint` reads whatever the last Nx command left, and with an empty cache it skips the rule and exits 0.
 * Costs about a second; two processes that start together share one build by Nx's own lock.
 */
export async function buildProjectGraph(): Promise<void> {
  const graph = await createProjectGraphAsync({ exitOnError: false, resetDaemonClient: false });
  const missing = workspacePackages().filter(({ name }) => graph.nodes[name] === undefined);
  if (missing.length > 0) {
    throw new Error(`building the project graph: it lacks ${missing.map(({ name }) => name).join(', ')}; run \`nx reset\``);
  }
}

/** The rule reads the graph into this global; see `ensureGlobalProjectGraph` of @nx/eslint-plugin. */
function graphIsLoaded(): boolean {
  return Reflect.get(globalThis, 'projectGraph') !== undefined;
}

/** The rule says nothing when it finds no graph, which looks like a clean run. This turns that silence into an error. */
export function refuseWithoutGraph(rule: Rule.RuleModule): Rule.RuleModule {
  return {
    ...rule,
    create(context) {
      const visitor = rule.create(context);
      if (!graphIsLoaded()) throw new Error('checking module boundaries: no project graph, the rule would be skipped');
      return visitor;
    },
  };
}
