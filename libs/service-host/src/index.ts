export { channelAccounts, erpAccounts, masterKeys, type WithOptions } from './account-options.ts';
export { type ChannelAccount, type Config, configSchema, type ErpAccount, type Route, secret } from './config.ts';
export { type LoadedConfig, loadConfig } from './config-files.ts';
export { type Environment, readEnvironment, readVariable } from './environment.ts';
export type { Host } from './host.ts';
export { createLogger, type Logger } from './logging.ts';
export { ConfigurationError, configurationExitCode, type Problem, problemLine } from './problem.ts';
export { createSecrets, secretReference, type Secrets } from './secrets.ts';
export { serve } from './serve.ts';
